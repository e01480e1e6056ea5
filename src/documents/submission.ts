/**
 * An ITI-65 bundle, sorted into what it holds (https://profiles.ihe.net/ITI/MHD/ITI-65.html), and
 * step 2 of its way: one submission set, something submitted, every link resolves in the bundle
 * (M-03, M-04, M-09; decisions 26 and 27).
 */
import { entriesOf, type Entry } from '../fhir/bundle.js';
import { codings, object, objects, referenceText, text } from '../fhir/elements.js';
import { problem, type Issue } from '../fhir/problem.js';
import { claimedProfiles, type Resource } from '../fhir/resource.js';

/** An entry that carries a resource. */
export type Carried = Entry & { readonly resource: Resource };

/** The entries by what they are; each list in request order. */
export interface Submission {
  readonly profile: string;
  readonly entries: readonly Entry[];
  readonly submissionSets: readonly Carried[];
  readonly folders: readonly Carried[];
  readonly documents: readonly Carried[];
  readonly patches: readonly Carried[];
  readonly binaries: readonly Carried[];
  readonly patients: readonly Entry[];
  /** Bundles in the place of a Binary. */
  readonly fhirDocuments: readonly Carried[];
}

const PROVIDE_PROFILE = /(ProvideBundle|provide-document-bundle|\/provide-bundle)$/;

/**
 * Whether a transaction is an ITI-65: it claims a provide-bundle profile, or holds a submission set
 * (decision 26).
 */
export function isProvide(bundle: Resource): boolean {
  const claims = claimedProfiles(bundle).some((url) => PROVIDE_PROFILE.test(url));
  return (
    claims ||
    objects(bundle['entry']).some((entry) =>
      hasListCode(object(entry['resource']), 'submissionset'),
    )
  );
}

/**
 * Sorts the entries. Fails when the bundle is no transaction, claims no known profile, or holds
 * what an ITI-65 may not.
 */
export function submissionOf(bundle: Resource, knows: (profile: string) => boolean): Submission {
  if (bundle['type'] !== 'transaction') {
    throw refusal('Bundle.type', 'The bundle of an ITI-65 is a transaction.');
  }
  const profile = claimedProfiles(bundle).find((url) => PROVIDE_PROFILE.test(url) && knows(url));
  if (profile === undefined) {
    throw refusal(
      'Bundle.meta.profile',
      'Name the provide-bundle profile that the bundle follows: one of MHD (Minimal, Comprehensive, UnContained), of PDSm or of this server.',
    );
  }
  const entries = entriesOf(bundle);
  const carried = entries.filter((entry): entry is Carried => entry.resource !== undefined);
  return { profile, entries, ...sorted(carried), patients: entries.filter(isPatient) };
}

/** Every fault of what the bundle holds together. */
export function checkSubmission(submission: Submission): Issue[] {
  return [
    ...countIssues(submission),
    ...repeatedUrls(submission),
    ...entryIssues(submission),
    ...attachmentIssues(submission),
  ];
}

/** Whether a resource is a List with a code of MHDlistTypes. */
export function hasListCode(resource: Record<string, unknown> | undefined, code: string): boolean {
  return (
    resource?.['resourceType'] === 'List' &&
    codings(resource['code']).some((coding) => coding.code === code)
  );
}

/** The entries that become Binaries: those that are, and FHIR documents. */
export function bytesIn({ binaries, fhirDocuments }: Submission): readonly Carried[] {
  return [...binaries, ...fhirDocuments];
}

/** The attachments of a document with their FHIRPath location under `at`. */
export function attachmentsOf(
  document: Resource,
  at: string,
): readonly { readonly attachment: Record<string, unknown>; readonly at: string }[] {
  return objects(document['content']).flatMap((content, index) => {
    const attachment = object(content['attachment']);
    return attachment === undefined
      ? []
      : [{ attachment, at: `${at}.content[${index}].attachment` }];
  });
}

function sorted(
  carried: readonly Carried[],
): Pick<
  Submission,
  'submissionSets' | 'folders' | 'documents' | 'patches' | 'binaries' | 'fhirDocuments'
> {
  const kinds = {
    submissionSets: carried.filter(({ resource }) => hasListCode(resource, 'submissionset')),
    folders: carried.filter(({ resource }) => hasListCode(resource, 'folder')),
    documents: carried.filter((entry) => isPost(entry, 'DocumentReference')),
    patches: carried.filter(
      ({ method, resource }) => method === 'PATCH' && resource.resourceType === 'Parameters',
    ),
    binaries: carried.filter((entry) => isPost(entry, 'Binary')),
    fhirDocuments: carried.filter((entry) => isPost(entry, 'Bundle')),
  };
  const known = new Set(Object.values(kinds).flat());
  const stranger = carried.find((entry) => !known.has(entry) && !isPatient(entry));
  if (stranger !== undefined) {
    throw refusal(
      `Bundle.entry[${stranger.at}]`,
      `An ITI-65 holds a submission set, documents, patches, folders, binaries and a patient; not ${stranger.method} ${stranger.resource.resourceType}.`,
    );
  }
  return kinds;
}

function isPost(entry: Carried, type: string): boolean {
  return entry.method === 'POST' && entry.resource.resourceType === type;
}

function isPatient(entry: Entry): boolean {
  return entry.resource?.resourceType === 'Patient' || /^Patient(\/|\?|$)/.test(entry.url);
}

function countIssues(submission: Submission): Issue[] {
  const sets = submission.submissionSets.length;
  const content =
    submission.documents.length + submission.patches.length + submission.folders.length;
  return [
    ...(sets === 1
      ? []
      : [
          issue(
            'Bundle.entry',
            `The bundle holds ${sets} submission sets (List with code submissionset). Send exactly one.`,
          ),
        ]),
    ...(content > 0
      ? []
      : [
          issue(
            'Bundle.entry',
            'Nothing is submitted. Add a DocumentReference, a PATCH of one, or a folder.',
          ),
        ]),
  ];
}

function repeatedUrls(submission: Submission): Issue[] {
  const seen = new Set<string>();
  return submission.entries.flatMap((entry) => {
    if (entry.fullUrl === undefined) return [];
    if (seen.has(entry.fullUrl)) {
      return [
        issue(
          `Bundle.entry[${entry.at}].fullUrl`,
          'Another entry has this fullUrl. Give each entry its own.',
        ),
      ];
    }
    seen.add(entry.fullUrl);
    return [];
  });
}

/** No entry.item dangles, and every document is listed in the submission set (decision 27). */
function entryIssues(submission: Submission): Issue[] {
  const urls = new Set(submission.entries.flatMap((entry) => entry.fullUrl ?? []));
  const lists = [...submission.submissionSets, ...submission.folders];
  const dangling = lists.flatMap((list) =>
    itemsOf(list).flatMap(({ reference, at }) =>
      isUrn(reference) && !urls.has(reference)
        ? [issue(at, 'No entry of the bundle has this fullUrl.')]
        : [],
    ),
  );
  const listed = new Set(
    submission.submissionSets.flatMap((set) => itemsOf(set).map(({ reference }) => reference)),
  );
  const unlisted = submission.documents.filter(
    ({ fullUrl }) => fullUrl === undefined || !listed.has(fullUrl),
  );
  return [
    ...dangling,
    ...unlisted.map(({ at }) =>
      issue(
        `Bundle.entry[${at}].fullUrl`,
        'The submission set does not list this document. Add its fullUrl to SubmissionSet.entry.item.',
      ),
    ),
  ];
}

function itemsOf(list: Carried): { reference: string; at: string }[] {
  return objects(list.resource['entry']).flatMap((entry, index) => {
    const reference = referenceText(entry['item']);
    const at = `Bundle.entry[${list.at}].resource.entry[${index}].item`;
    return reference === undefined ? [] : [{ reference, at }];
  });
}

function attachmentIssues(submission: Submission): Issue[] {
  const carrying = new Set(bytesIn(submission).map(({ fullUrl }) => fullUrl));
  return submission.documents.flatMap(({ resource, at }) =>
    attachmentsOf(resource, `Bundle.entry[${at}].resource`).flatMap(({ attachment, at: where }) => {
      const url = text(attachment['url']);
      if (url === undefined || carrying.has(url)) return [];
      return isDeferred(attachment, submission.profile) && !isUrn(url)
        ? []
        : [
            issue(
              `${where}.url`,
              'No Binary of the bundle has this fullUrl. Send the document as a Binary entry and name its fullUrl here.',
            ),
          ];
    }),
  );
}

/**
 * On-demand documents have neither hash nor size, delayed assembly those of nothing (M-10). PDSm
 * knows neither (M-34), and nor does the profile of this project.
 */
function isDeferred(attachment: Record<string, unknown>, profile: string): boolean {
  if (!profile.includes('/MHD/')) return false;
  const { hash, size } = attachment;
  return (hash === undefined && size === undefined) || (hash === EMPTY_SHA1 && size === 0);
}

const EMPTY_SHA1 = '2jmj7l5rSw0yVb/vlWAYkK/YBwk=';

/** Whether a link can only be meant for an entry of the bundle. */
function isUrn(url: string): boolean {
  return /^urn:(uuid|oid):/.test(url);
}

/** An error at a place in the bundle. */
export function issue(expression: string, diagnostics: string): Issue {
  return { severity: 'error', code: 'invalid', diagnostics, expression: [expression] };
}

function refusal(expression: string, why: string): Error {
  return problem('not-conformant', { issues: [issue(expression, why)] });
}
