/**
 * The dossier of Thomas, 14: he has epilepsy and lives at an IME, a school home, during the week.
 * A seizure there, the emergency department, the neurologist, a new treatment, and back home.
 */
import { tellDossier, type ToldDossier } from './dossier.js';
import type { Opening } from './opening.js';

/** Tells it, from first to last. */
export async function tellThomas(opening: Opening): Promise<void> {
  const dossier = await tellDossier(opening, 'child', 2);
  const before = await beforeTheSeizure(dossier);
  const emergency = await theSeizure(dossier);
  await atTheNeurologist(dossier, emergency);
  await backAtHome(dossier, before.summary);
  await dossier.mask(before.report);
  await dossier.archive('home', before.oldGrid);
}

/** Admission: the home writes what it needs every day, the médecin traitant sums up. */
async function beforeTheSeizure(
  dossier: ToldDossier,
): Promise<{ summary: string; report: string; oldGrid: string }> {
  const oldGrid = await dossier.deposit('home', {
    ...{ kind: 'assessment-grid', form: 'pdf', date: '2024-09-16T10:00:00+02:00' },
    title: "Grille d'évaluation à l'admission",
    says: [
      'Autonomie :',
      "S'habille et mange seul. A besoin d'aide pour gérer son argent et ses trajets.",
      'Communication :',
      'Comprend les consignes simples. Lit quelques mots familiers.',
    ],
  });
  await dossier.deposit('home', {
    ...{ kind: 'accompaniment-plan', form: 'pdf', date: '2025-10-06T16:30:00+02:00' },
    title: "Projet personnalisé d'accompagnement 2025-2026",
    says: [
      'Ce que Thomas souhaite :',
      'Apprendre à cuisiner, prendre le bus seul, continuer la natation.',
      'Objectifs :',
      "Atelier cuisine deux fois par semaine ; trajet accompagné puis seul jusqu'à la piscine.",
      'Précautions :',
      'Épilepsie : piscine avec un adulte formé, traitement du soir donné à 20 heures.',
    ],
  });
  const report = await dossier.deposit('home', {
    ...{ kind: 'psychological-report', form: 'pdf', date: '2025-11-20T14:00:00+01:00' },
    title: 'Bilan psychologique',
    says: [
      'Entretiens :',
      "Thomas parle volontiers de sa famille. Il dit sa gêne d'avoir une crise devant les autres.",
      'Conclusion :',
      'Suivi toutes les deux semaines, à la demande de Thomas.',
    ],
  });
  const summary = await dossier.deposit('gp', {
    ...{ kind: 'medical-summary', form: 'cda', date: '2025-12-03T11:15:00+01:00' },
    title: 'Volet de synthèse médicale',
    says: [
      'Antécédents :',
      'Épilepsie depuis 2019, stable depuis 2023. Déficience intellectuelle légère.',
      'Traitements :',
      'Valproate de sodium 500 mg matin et soir.',
      'Allergies :',
      'Amoxicilline : urticaire en 2021.',
    ],
  });
  await dossier.deposit('home', {
    ...{ kind: 'emergency-liaison', form: 'text', date: '2026-01-19T09:00:00+01:00' },
    title: "Document de liaison d'urgence",
    says: [
      'À savoir :',
      'Épilepsie. Allergie à l’amoxicilline. Comprend mieux les phrases courtes.',
      'Personnes à prévenir :',
      'Nathalie Berthelot, sa mère, et le Dr Claire Roussel, médecin traitant.',
    ],
  });
  return { summary, report, oldGrid };
}

/** The seizure, and the emergency department. */
async function theSeizure(dossier: ToldDossier): Promise<string> {
  await dossier.deposit('home', {
    ...{ kind: 'care-follow-up', form: 'text', date: '2026-03-23T15:40:00+01:00' },
    title: 'Fiche de transfert après une crise',
    says: [
      'Lundi 23 mars, 15 h 05 : crise généralisée pendant l’atelier cuisine, quatre minutes.',
      'Appel au 15 à 15 h 08. Midazolam buccal 10 mg donné à 15 h 10.',
      'Thomas répond à son prénom à 15 h 20. Départ vers les urgences à 15 h 35.',
    ],
  });
  return dossier.deposit('emergency', {
    ...{ kind: 'emergency-visit', form: 'pdf', date: '2026-03-23T19:20:00+01:00' },
    title: 'Compte rendu de passage aux urgences',
    says: [
      'Motif :',
      'Crise tonico-clonique de quatre minutes chez un adolescent épileptique connu.',
      'Examen :',
      'Conscience normale à l’arrivée. Pas de fièvre, pas de signe de localisation.',
      'Suite :',
      'Surveillance de quatre heures. Rendez-vous avec le Dr Mercadier le 26 mars.',
    ],
  });
}

/** The neurologist's consultation, treatment and letter; one result he will first explain. */
async function atTheNeurologist(dossier: ToldDossier, emergency: string): Promise<void> {
  await dossier.open('neurologist', emergency);
  const consultation = await dossier.deposit('neurologist', {
    ...{ kind: 'consultation', form: 'pdf', date: '2026-03-26T10:45:00+01:00' },
    title: 'Compte rendu de consultation de neurologie',
    says: [
      'Histoire :',
      'Deuxième crise en un mois. Sommeil écourté, prises du soir parfois oubliées.',
      'Décision :',
      'Remplacement progressif du valproate par le lévétiracétam.',
      'Recommandations pour l’IME :',
      'Coucher à 21 h 30, traitement à heure fixe, pas de piscine pendant six semaines.',
    ],
  });
  const prescription = await dossier.deposit('neurologist', {
    ...{ kind: 'prescription', form: 'pdf', date: '2026-03-26T10:55:00+01:00' },
    title: 'Ordonnance du 26 mars 2026',
    says: [
      'Lévétiracétam 250 mg : un comprimé matin et soir pendant deux semaines,',
      'puis 500 mg : un comprimé matin et soir. Traitement pour trois mois.',
      'Valproate de sodium : diminuer de 250 mg par semaine, puis arrêter.',
      'Midazolam buccal 10 mg : une dose si une crise dure plus de trois minutes.',
    ],
  });
  await dossier.deposit('neurologist', {
    ...{ kind: 'discharge-letter', form: 'pdf', date: '2026-03-27T09:10:00+01:00' },
    title: "Lettre de liaison à la sortie de l'hôpital",
    folder: { title: 'Crise de mars 2026', others: [emergency, consultation, prescription] },
    says: [
      'Chère consœur,',
      'Thomas sort ce jour après une nuit de surveillance sans nouvelle crise.',
      'Merci de contrôler la tolérance du lévétiracétam dans un mois : humeur, sommeil.',
      'Je le reverrai en juin, avec l’électroencéphalogramme.',
    ],
  });
  await dossier.deposit('neurologist', {
    ...{ kind: 'consultation', form: 'pdf', date: '2026-06-18T11:30:00+02:00' },
    title: "Résultat de l'électroencéphalogramme, à annoncer",
    invisible: true,
    says: [
      'Le tracé évoque une épilepsie qui demandera un traitement à vie.',
      'À expliquer à Thomas et à sa mère lors de la consultation du 2 juillet.',
    ],
  });
}

/** The pharmacy, the new summary, and a picture by Thomas himself. */
async function backAtHome(dossier: ToldDossier, summary: string): Promise<void> {
  await dossier.deposit('pharmacist', {
    ...{ kind: 'dispensation', form: 'text', date: '2026-03-27T17:25:00+01:00' },
    title: 'Dispensation du 27 mars 2026',
    says: [
      'Lévétiracétam 250 mg, 28 comprimés ; 500 mg, 60 comprimés ; midazolam buccal, 4 doses.',
      'Vérifié avec les autres ordonnances : pas d’interaction à signaler.',
    ],
  });
  await dossier.deposit('gp', {
    ...{ kind: 'medical-summary', form: 'cda', date: '2026-04-28T18:05:00+02:00' },
    title: 'Volet de synthèse médicale',
    replaces: summary,
    says: [
      'Antécédents :',
      'Épilepsie depuis 2019, deux crises en mars 2026. Déficience intellectuelle légère.',
      'Traitements :',
      'Lévétiracétam 500 mg matin et soir. Midazolam buccal 10 mg en cas de crise.',
      'Allergies :',
      'Amoxicilline : urticaire en 2021.',
    ],
  });
  const picture = await dossier.deposit('child', {
    ...{ kind: 'patient-document', form: 'photo', date: '2026-05-24T15:00:00+02:00' },
    title: 'Mon dessin pour le docteur',
    says: [
      '999999999999',
      '999922229999',
      '992266662299',
      '926616616629',
      '926666666629',
      '926166661629',
      '992611116299',
      '999922229999',
      '999999999999',
    ],
  });
  await dossier.open('gp', picture);
}
