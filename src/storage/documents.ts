/** The part of the storage contract that keeps track of documents (`store.ts`, `blobs/`). */

/**
 * A document's record: made before its bytes rest anywhere, or by the commit that brings them;
 * bound by the commit that names it.
 */
export interface DocumentRecord {
  readonly name: string;
  /** Milliseconds since 1970 of its announcement, or of the commit that brought it. */
  readonly at: number;
  /** open: no commit names it yet; bound: one does; doomed: the sweep is deleting it. */
  readonly state: 'open' | 'bound' | 'doomed';
}

/**
 * A document as a commit names it: one that was announced, or one that it brings along, whose bytes
 * rest in the store from then on.
 */
export interface NamedDocument {
  readonly name: string;
  readonly bytes?: Uint8Array;
}

/** Records of documents, and the bytes of small ones. Bytes of large ones rest in `blobs/`. */
export interface DocumentRecords {
  /** Announces a document whose bytes will rest in `blobs/`, durably. A name is used once. */
  announce(name: string, at: number): Promise<void>;
  find(name: string): Promise<DocumentRecord | undefined>;
  /** The bytes of a document that rests in the store; undefined for any other. */
  bytes(name: string): Promise<Uint8Array | undefined>;
  /** Every record, in the order of names, after one that it gave. */
  all(after?: string): AsyncIterable<DocumentRecord>;
  /** Records not bound and announced before a moment, oldest first, at most `limit`. */
  unbound(before: number, limit: number): Promise<readonly DocumentRecord[]>;
  /**
   * Compare-and-set of open to doomed: false when a commit has bound it meanwhile. True again if
   * already doomed.
   */
  doom(name: string): Promise<boolean>;
  /** Removes a doomed record and its bytes. */
  forget(name: string): Promise<void>;
  /**
   * Removes a record and its bytes although a commit has bound it: of a stream that is being
   * erased.
   */
  erase(name: string): Promise<void>;
}
