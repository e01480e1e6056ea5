/**
 * The topics of the R5 backport that this server has, and what each is triggered by.
 * http://hl7.org/fhir/uv/subscriptions-backport/components.html#subscription-topics
 */
import { withoutVersion } from '../fhir/reference.js';
import type { Changed } from '../records/notices/notices.js';

const BASE = 'https://dossier.example/fhir/SubscriptionTopic/';

/** A topic: its canonical URL, the types its filters may name, and its trigger. */
export interface Topic {
  readonly url: string;
  readonly title: string;
  /** The one type it is about; absent: whichever its filter names. */
  readonly type?: string;
  /** Set where only the patient may be filtered by: what is told is found by no search. */
  readonly byPatientOnly?: true;
  /** What a professional is told of without being shown it, where that is something. */
  readonly unseen?: 'withdrawal' | 'emergency';
  readonly triggers: (change: Changed) => boolean;
}

/** All topics. */
export const TOPICS: readonly Topic[] = [
  {
    url: `${BASE}document-deposited`,
    title: 'A document was deposited in a dossier.',
    type: 'DocumentReference',
    triggers: ({ version, gone, revealed }) => (version === 1 && !gone) || revealed === true,
  },
  {
    url: `${BASE}document-withdrawn`,
    title: 'The author of a document withdrew it.',
    type: 'DocumentReference',
    ...{ byPatientOnly: true, unseen: 'withdrawal' },
    triggers: ({ withdrawn }) => withdrawn,
  },
  {
    url: `${BASE}resource-changed`,
    title: 'A resource of a type was created or changed.',
    triggers: ({ gone }) => !gone,
  },
  {
    url: `${BASE}dossier-consulted`,
    title: 'Somebody else than the patient consulted a dossier.',
    type: 'AuditEvent',
    byPatientOnly: true,
    triggers: ({ access }) => access?.consults === true,
  },
  {
    url: `${BASE}emergency-access`,
    title: 'An emergency opened a dossier: by breaking the glass, or on a call to the SAMU.',
    type: 'AuditEvent',
    ...{ byPatientOnly: true, unseen: 'emergency' },
    triggers: ({ access }) => access?.emergency === true,
  },
  {
    url: `${BASE}declared-on-behalf`,
    title: 'Somebody else than the patient declared something of a dossier.',
    type: 'Consent',
    triggers: ({ byOthers, gone }) => byOthers === true && !gone,
  },
];

/** The topic of a canonical URL, with or without a version. */
export function topicOf(canonical: string): Topic | undefined {
  const url = withoutVersion(canonical);
  return TOPICS.find((topic) => topic.url === url);
}
