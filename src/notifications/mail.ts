/**
 * Notifications by e-mail: that something changed which a Subscription follows, and never what, for
 * an e-mail is read by whoever carries it. https://hl7.org/fhir/R4/subscription.html#email
 */
import type { Send } from './send.js';

/** Who carries the e-mails, and who they are from. */
export interface Mailing {
  /** `smtp:` or `smtps:`, with user and password where the server wants them. */
  readonly smtpUrl: string;
  readonly from: string;
}

const TIMEOUT_MS = 10_000;
const SUBJECT = 'Something changed in a health record';
const TEXT =
  'Something changed that a subscription of yours follows, or the subscription began.\n' +
  'Sign in to your health record service to see what. This message holds no health data.\n';

/** Sends to `mailto:` addresses by a mail server; what that took is answered as 200. */
export function mailOver({ smtpUrl, from }: Mailing): Send {
  let transport: ReturnType<typeof transportTo> | undefined;
  return async ({ url }) => {
    const to = url.replace(/^mailto:/, '');
    try {
      transport ??= transportTo(smtpUrl);
      await (await transport).sendMail({ from, to, subject: SUBJECT, text: TEXT });
      return { status: 200 };
    } catch (failure) {
      return { why: wordOf(failure) };
    }
  };
}

async function transportTo(smtpUrl: string) {
  // Most servers send no e-mail; no start waits for what sends it.
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url: smtpUrl,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
}

/** A word such as `smtp-550` or ECONNREFUSED: what the server wrote may name people. */
function wordOf(failure: unknown): string {
  const { responseCode, code } = failure as { responseCode?: number; code?: string };
  return responseCode === undefined ? (code ?? 'no-answer') : `smtp-${responseCode}`;
}

/** One way for each kind of address. */
export function sendEach(hook: Send, mail: Send | undefined): Send {
  return async (outgoing) => {
    if (!outgoing.url.startsWith('mailto:')) return hook(outgoing);
    return mail === undefined ? { why: 'no-mail' } : mail(outgoing);
  };
}
