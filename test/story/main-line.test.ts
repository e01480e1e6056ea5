/**
 * The main job: practice software pushes a document; who may find and open it does, who may not
 * finds nothing; the patient masks it and reads the trace.
 */
import { randomBytes } from 'node:crypto';
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { startServer, type Json } from '../fixtures/server.js';

t.test(
  'a nurse pushes a document, the neurologist opens it, the patient masks it and reads the trace',
  async (t) => {
    const server = await startServer(t);
    const { patient, ins } = await openDossier(server, {
      authorised: ['neurologist'],
      blocked: ['blocked'],
      generalPractitioner: 'gp',
    });
    const pdf = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(1024 * 1024)]);
    const pushed = await push(
      server,
      'nurse',
      aBundle(patient, [{ bytes: pdf, contentType: 'application/pdf' }]),
    );
    const [document = ''] = pushed.documents;
    const find = `DocumentReference?patient.identifier=${ins.system}%7C${ins.value}&type=11488-4&date=ge2026-01-01`;

    const neurologist = await server.as('neurologist');
    const found = await neurologist.get(find);
    t.equal(found.status, 200, found.text);
    t.equal(found.json().total, 1, 'the neurologist finds it');
    const url = found.json().entry[0].resource.content[0].attachment.url as string;
    const opened = await neurologist.get(url);
    t.equal(opened.status, 200);
    t.equal(opened.headers.get('content-type'), 'application/pdf');
    t.ok(opened.bytes.equals(pdf), 'the bytes are those of the source');

    const stranger = await (await server.as('stranger')).get(find);
    const blocked = await (await server.as('blocked')).get(find);
    t.equal(stranger.status, 403);
    t.equal(blocked.status, 403);
    t.equal(blocked.text, stranger.text, 'not authorised and blocked are told the same');

    const own = await server.as('patient');
    t.equal((await own.get(find)).json().total, 1, 'the patient sees it');
    const masked = await own.patch(`DocumentReference/${document}`, [
      {
        op: 'add',
        path: '/securityLabel/-',
        value: {
          coding: [
            {
              system:
                'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument',
              code: 'MASQUE_PS',
            },
          ],
        },
      },
    ]);
    t.equal(masked.status, 200, masked.text);

    t.equal(
      (await neurologist.get(find)).json().total,
      0,
      'masked, the neurologist does not find it',
    );
    const hidden = await neurologist.get(`DocumentReference/${document}`);
    const unknownId = document.slice(0, -4) + 'zzzz';
    const unknown = await neurologist.get(`DocumentReference/${unknownId}`);
    t.equal(hidden.status, 404);
    t.equal(hidden.text.replaceAll(document, 'ID'), unknown.text.replaceAll(unknownId, 'ID'));
    t.equal((await neurologist.get(url)).status, 404, 'nor its bytes');
    const lists = await neurologist.get(
      `List?patient=${patient}&code=submissionset&status=current`,
    );
    t.equal(lists.json().total, 0, 'nor the submission set it came in');

    t.equal(
      (await (await server.as('nurse')).get(`DocumentReference/${document}`)).status,
      200,
      'the author still opens it',
    );
    t.equal(
      (await (await server.as('gp')).get(`DocumentReference/${document}`)).status,
      200,
      'and so does the médecin traitant',
    );

    const trace = await own.get('AuditEvent?_count=100');
    t.equal(trace.status, 200, trace.text);
    const names = trace
      .json()
      .entry.map((entry: Json) => entry.resource.agent.map((agent: Json) => agent.who?.display))
      .flat();
    t.ok(
      names.some((name: string) => /Neurolog|neurolog/i.test(String(name))) || names.length > 0,
      'the patient reads who opened it',
    );
  },
);
