/**
 * Who asks: the one form in which identity travels, whatever token it came from (`access-rules`,
 * Callers).
 */

/**
 * A party that rights and authorship are given to, in one canonical spelling:
 * `ps:8…` a professional by national id (IDNPS), `st:1…` a structure by national id (IDNST),
 * `patient:p` the patient of dossier p, `feeder:name`, `system:name`, `app:name`,
 * `registrar:name`, `operator:name`, `tester:name`.
 */
export type ActorKey = string;

/**
 * The table of callers. A representative or a carer comes as the patient they are themselves; a
 * regulator is a professional who `regulates`. `system`: the backend of a health system that names
 * no professional. `unknown`: a valid token of a kind that has no rule.
 */
export type CallerKind =
  | 'patient'
  | 'professional'
  | 'structure'
  | 'system'
  | 'feeder'
  | 'app'
  | 'registrar'
  | 'operator'
  | 'tester'
  | 'unknown';

/** Why a professional opens a dossier. https://terminology.hl7.org/CodeSystem-v3-ActReason.html */
export type Purpose = 'TREAT' | 'ETREAT' | 'BTG';

/** One SMART scope: `user/DocumentReference.rs`. `*` stands for every type. */
export interface Scope {
  readonly context: 'patient' | 'user' | 'system';
  readonly type: string;
  /**
   * Of create, read, update, delete, search: the letters c r u d s. v1 `read` is `rs`, `write` is
   * `cud`.
   */
  readonly may: string;
}

/** The caller of a request, made by `auth/` from a verified token and the connection. */
export interface Caller {
  readonly kind: CallerKind;
  /**
   * `test` for the tester, who sees and touches nothing outside the test space; `main` for all
   * others.
   */
  readonly space: 'main' | 'test';
  /** Who deposits and who is decided on. For a patient it is settled by `records/` from `ins`. */
  readonly actor: ActorKey;
  /** The structure the caller works for or is. */
  readonly structure?: ActorKey;
  /** Shown to the patient in the trace. */
  readonly name: string;
  readonly structureName?: string;
  /** Code of TRE_G15 (10 doctor, 60 nurse …). */
  readonly profession?: string;
  readonly specialty?: string;
  /** Code of TRE_R02, the structure's sector (SA68 fire brigade …), where the token tells it. */
  readonly sector?: string;
  /** Whether a professional regulates emergency calls (`Acces_Regulation_Medicale`). */
  readonly regulates?: true;
  /** Whether the act is under secret connection: representatives do not read its trace. */
  readonly secret?: true;
  /** The national identity of a patient caller, or of the patient who granted an app its access. */
  readonly ins?: { readonly system: string; readonly value: string };
  /** As what the caller acts for the patient of a dossier; settled by `records/`. */
  readonly behalf?: 'representative' | 'carer';
  /** The same as the keyed hash that policies know; settled by `records/`. */
  readonly identity?: string;
  readonly purpose: Purpose;
  readonly reason?: string;
  /** Document types a feeder may deposit. */
  readonly feeds?: readonly string[];
  /**
   * Set where the operator lets the documents of an older record in whose types their depositors
   * may not write today. No token sets it.
   */
  readonly waives?: 'matrix-write';
  readonly scopes: readonly Scope[];
  /** The id of the one Patient whose dossier the token is for; absent: not so confined. */
  readonly within?: string;
  /** jti, client and subject of the token, for the audit. */
  readonly token: { readonly id: string; readonly client: string; readonly subject: string };
  /** Where the request came from and how it is named in logs and audit. */
  readonly address: string;
  readonly requestId: string;
}
