/**
 * ITI-105 Simplified Publish: one DocumentReference with its document inside. The document becomes
 * a Binary, and a submission set is derived (M-29, M-30).
 * https://profiles.ihe.net/ITI/MHD/ITI-105.html
 */
import { words } from '../validation/report.js';
import type { Caller } from '../access/caller.js';
import type { DocumentFacts } from '../access/facts.js';
import type { Clock } from '../clock.js';
import { localised } from '../fhir/bundle.js';
import { object, objects, text } from '../fhir/elements.js';
import { problem, type Issue, type Problem } from '../fhir/problem.js';
import { claimedProfiles, type Resource } from '../fhir/resource.js';
import type { Dossier } from '../records/finding.js';
import { uniqueIdsOf } from '../records/changes/keys.js';
import type { Change, Earlier, Plan, Written } from '../records/changes/plan.js';
import type { Content } from '../records/records.js';
import { takeIn, type Deposits } from './bytes/deposits.js';
import { completed } from './completed.js';
import { attachmentIn, hashIssue, measuredAttachment } from './content.js';
import { derivedSubmissionSet } from './derived-submission-set.js';
import type { ProvideNeeds } from './needs.js';
import { mayBeResent } from './resubmission.js';
import { inheriting, relationsOf, supersede } from './replacement.js';
import { oneDossier } from './subject.js';
import { refusal } from './submission.js';

const SIMPLIFIED =
  'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.SimplifiedPublish.DocumentReference';

/** What a publication is built on. */
export interface PublishNeeds extends ProvideNeeds {
  readonly clock: Clock;
}

/** A DocumentReference received, its long document cut out into `contents`. */
export interface PublishRequest {
  readonly resource: Resource;
  readonly contents: readonly Content[];
}

/** Publishes the document; answers the DocumentReference as stored, with the URL of its Binary. */
export async function simplifiedPublish(
  needs: PublishNeeds,
  caller: Caller,
  request: PublishRequest,
): Promise<Written> {
  const deposits: Deposits = { records: needs.records, contents: request.contents, taken: [] };
  try {
    return await published(needs, caller, request.resource, deposits);
  } catch (failure) {
    await needs.records.discard([...request.contents, ...deposits.taken]);
    throw failure;
  }
}

async function published(
  needs: PublishNeeds,
  caller: Caller,
  resource: Resource,
  deposits: Deposits,
): Promise<Written> {
  checkShape(needs, resource);
  const dossier = await oneDossier(needs.records, caller, [{ resource, at: 'DocumentReference' }], {
    base: needs.base,
    patients: new Map(),
  });
  const document = await documentOf(deposits, resource);
  const plan = planOf(needs, { resource: localised(resource, needs.base), dossier, document });
  const again = async (failure: Problem): Promise<Earlier | undefined> =>
    mayBeResent(failure) ? publishedBefore(needs, caller, { resource, document }) : undefined;
  const written = await needs.records.commit(caller, { ...plan, again });
  const answered = written.find(({ shown }) => shown.type === 'DocumentReference');
  if (answered === undefined) throw new Error('a change is answered');
  if (answered.status === 200) await needs.records.discard([document]);
  return answered;
}

/** Whether a DocumentReference has its document inside. */
export function carriesDocument(resource: Resource): boolean {
  return objects(resource['content']).some(
    (content) => attachmentIn(content)['data'] !== undefined,
  );
}

function checkShape(needs: PublishNeeds, resource: Resource): void {
  const claimed = claimedProfiles(resource).find((url) => needs.knowsProfile(url));
  const issues = needs.validate(resource, claimed ?? SIMPLIFIED);
  if (issues.some(({ severity }) => severity === 'error' || severity === 'fatal')) {
    throw problem('not-conformant', { issues });
  }
  if (objects(resource['content']).length === 1) return;
  throw refusal(
    'DocumentReference.content',
    words(
      'Publish one document at a time: content holds one attachment.',
      'Publier un document à la fois : content porte une seule pièce jointe.',
    ),
  );
}

async function documentOf(deposits: Deposits, resource: Resource): Promise<DocumentFacts> {
  const attachment = attachmentIn(objects(resource['content'])[0] ?? {});
  const at = 'DocumentReference.content[0].attachment';
  const content = await takeIn(deposits, attachment['data']);
  if (content === undefined) {
    throw refusal(
      `${at}.data`,
      words(
        'The document itself must be here, in base64. To send it beside its metadata use an ITI-65 bundle.',
        "Le document lui-même est attendu ici, en base64. Pour l'envoyer à côté de ses métadonnées, employer un bundle ITI-65.",
      ),
    );
  }
  const document = {
    ...content,
    contentType: text(attachment['contentType']) ?? 'application/octet-stream',
  };
  const issues = hashIssue(attachment, document, at);
  if (issues.length > 0) throw problem('not-conformant', { issues });
  return document;
}

interface Publication {
  readonly resource: Resource;
  readonly dossier: Dossier;
  readonly document: DocumentFacts;
}

/** Binary, DocumentReference, what it replaces, submission set: in this order. */
function planOf(needs: PublishNeeds, publication: Publication): Plan {
  const { stream } = publication.dossier;
  const ids = {
    binary: needs.ids.within(stream),
    document: needs.ids.within(stream),
    list: needs.ids.within(stream),
  };
  const binaryUrl = `${needs.base}/Binary/${ids.binary}`;
  const { stored, issues } = storedDocument(needs, publication, binaryUrl);
  const relations = relationsOf(stored);
  const replaced = relations.filter(({ code }) => code === 'replaces').map(({ target }) => target);
  const set = derivedSubmissionSet(needs, stored, `DocumentReference/${ids.document}`);
  return {
    act: { interaction: 'create', transaction: 'ITI-105' },
    changes: [
      {
        ...created('Binary', ids.binary, stream, () => binaryOf(publication)),
        document: publication.document,
      },
      {
        ...created('DocumentReference', ids.document, stream, (_, neighbours) =>
          inheriting(stored, relations, neighbours),
        ),
        looksAt: relations.map(({ target }) => target),
        issues,
      },
      ...replaced.map((target) => supersede(target, stream)),
      created('List', ids.list, stream, () => set),
    ],
  };
}

function created(type: string, id: string, stream: string, next: Change['next']): Change {
  return { type, id, stream, expects: 'absent', acts: () => ['create'], next, validated: true };
}

function binaryOf({ document }: Publication): Resource {
  return { resourceType: 'Binary', contentType: document.contentType };
}

function storedDocument(
  needs: PublishNeeds,
  { resource, dossier, document }: Publication,
  url: string,
): { stored: Resource; issues: readonly Issue[] } {
  const [content = {}] = objects(resource['content']);
  const { data: _data, ...attachment } = attachmentIn(content);
  const measured = measuredAttachment(
    attachment,
    document,
    'DocumentReference.content[0].attachment',
  );
  const subject = { ...object(resource['subject']), reference: `Patient/${dossier.patient}` };
  const whole = {
    ...resource,
    subject,
    content: [{ ...content, attachment: { ...measured.attachment, url } }],
  };
  return { stored: completed(whole, needs.ids), issues: measured.issues };
}

/** The same document published again by the same author: its first answer (decision 8). */
async function publishedBefore(
  needs: PublishNeeds,
  caller: Caller,
  sent: { resource: Resource; document: DocumentFacts },
): Promise<Earlier | undefined> {
  const [identity] = uniqueIdsOf(sent.resource);
  const holding =
    identity === undefined ? undefined : await needs.records.byUniqueId(caller, identity);
  const hash = attachmentIn(objects(holding?.resource['content'])[0] ?? {})['hash'];
  if (holding?.own !== true || hash !== sent.document.sha1) return undefined;
  return { written: [{ shown: holding.shown, status: 200, issues: [] }] };
}
