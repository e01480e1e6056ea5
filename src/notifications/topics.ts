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
  readonly triggers: (change: Pick<Changed, 'version' | 'withdrawn' | 'gone'>) => boolean;
}

/** All topics. */
export const TOPICS: readonly Topic[] = [
  {
    url: `${BASE}document-deposited`,
    title: 'A document was deposited in a dossier.',
    type: 'DocumentReference',
    triggers: ({ version, gone }) => version === 1 && !gone,
  },
  {
    url: `${BASE}document-withdrawn`,
    title: 'The author of a document withdrew it.',
    type: 'DocumentReference',
    byPatientOnly: true,
    triggers: ({ withdrawn }) => withdrawn,
  },
  {
    url: `${BASE}resource-changed`,
    title: 'A resource of a type was created or changed.',
    triggers: ({ gone }) => !gone,
  },
];

/** The topic of a canonical URL, with or without a version. */
export function topicOf(canonical: string): Topic | undefined {
  const url = withoutVersion(canonical);
  return TOPICS.find((topic) => topic.url === url);
}
