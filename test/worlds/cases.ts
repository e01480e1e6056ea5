/** The ways in which a document is hidden, each in a dossier of its own. */
import type { Json } from '../fixtures/server.js';
import type { Case } from './two-worlds.js';

/** A type that the matrix does not let nurses consult, with its class. */
const NOT_FOR_NURSES = {
  type: '68599-0',
  change: (document: Json): Json => {
    document.category[0].coding[0].code = '11';
    return document;
  },
};

/** The cases. */
export const CASES: readonly Case[] = [
  {
    says: 'withdrawn, in the searches of a professional who saw it',
    asked: 'searches',
    ...{ dossier: 'closed', caller: 'nurse', wish: {}, withdrawn: true },
  },
  {
    says: 'masked, for an authorised professional',
    asked: 'all',
    ...{ dossier: 'patient', caller: 'neurologist', wish: { labels: ['MASQUE_PS'] } },
  },
  {
    says: 'not yet shown to the patient, for the patient',
    asked: 'all',
    ...{ dossier: 'carer', caller: 'carer', wish: { labels: ['INVISIBLE_PATIENT'] } },
  },
  {
    says: 'kept from representatives, for the mother of a minor',
    asked: 'all but parameters',
    ...{ dossier: 'child', caller: 'parent', legal: 'parent' },
    wish: { labels: ['INVISIBLE_REPRESENTANTS_LEGAUX'] },
  },
  {
    says: 'of a type that the matrix withholds, for an authorised nurse',
    asked: 'all but parameters',
    ...{ dossier: 'notactivated', caller: 'nurse', wish: NOT_FOR_NURSES },
  },
  {
    says: 'masked and then withdrawn, for an authorised professional',
    asked: 'all but parameters',
    ...{ dossier: 'opposed', caller: 'neurologist', wish: { labels: ['MASQUE_PS'] } },
    withdrawn: true,
  },
  {
    says: 'deposited by another, for a professional who sees own deposits alone',
    asked: 'all but parameters',
    ...{ dossier: 'closed', caller: 'emergency', seenBy: 'emergency', wish: {} },
  },
];
