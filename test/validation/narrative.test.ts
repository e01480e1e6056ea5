/** Narratives that a browser may show, and those it may not. https://hl7.org/fhir/R4/narrative.html */
import t from 'tap';
import { narrativeFault } from '../../src/validation/r4/narrative.js';
import { theValidator } from '../fixtures/profiles.js';

const div = (inner: string, attributes = '') =>
  `<div xmlns="http://www.w3.org/1999/xhtml"${attributes}>${inner}</div>`;

const GOOD = [
  div('Bonjour'),
  div('<p>a &amp; b &lt; c &#233; &nbsp;</p><br/><hr />'),
  div('<a href="https://example.org/a?b=c:d#e">a</a> <a href="#x">b</a> <a href="a/b:c">d</a>'),
  div('<table border="0"><tr><td colspan="2" style="color: red; width: 3px">a</td></tr></table>'),
  div('<img src="data:image/png;base64,AAAA" alt="a"/>'),
  div("<span title='it > that'>a</span><!-- a > b -->", ' lang="fr" xml:lang="fr"'),
];

const BAD: readonly (readonly [string, string])[] = [
  ['a script', div('<script>alert(1)</script>')],
  ['a script in capitals', div('<SCRIPT>alert(1)</SCRIPT>')],
  ['a frame', div('<iframe src="https://example.org"></iframe>')],
  ['an object', div('<object data="x"></object>')],
  ['a form', div('<form action="/x"><input/></form>')],
  ['a style sheet', div('<style>a{}</style>')],
  ['an image of SVG', div('<svg onload="alert(1)"></svg>')],
  ['an event attribute', div('<p onclick="alert(1)">a</p>')],
  ['an event attribute on the div', div('a', ' onmouseover="alert(1)"')],
  ['an address that runs', div('<a href="javascript:alert(1)">a</a>')],
  ['such an address in capitals', div('<a href=" JavaScript:alert(1)">a</a>')],
  ['such an address spelled by entities', div('<a href="java&#115;cript&#58;alert(1)">a</a>')],
  ['such an address with a tab', div('<a href="java\tscript:alert(1)">a</a>')],
  ['an address of a document in data', div('<a href="data:text/html;base64,AAAA">a</a>')],
  ['a style that runs', div('<p style="width: expression(alert(1))">a</p>')],
  [
    'a style with an address that runs',
    div('<p style="background: url(javascript:alert(1))">a</p>'),
  ],
  ['a document type', `<!DOCTYPE div [<!ENTITY x SYSTEM "file:///etc/passwd">]>${div('&x;')}`],
  ['a processing instruction', `<?xml version="1.0"?>${div('a')}`],
  ['a character section', div('<![CDATA[a]]>')],
  ['no namespace', '<div>a</div>'],
  ['another root', '<p xmlns="http://www.w3.org/1999/xhtml">a</p>'],
  ['text before the root', `a${div('a')}`],
  ['text after the root', `${div('a')}a`],
  ['two roots', div('a') + div('b')],
  ['an element that is not closed', div('<p>a')],
  ['elements that cross', div('<b><i>a</b></i>')],
  ['an attribute without quotes', div('<p class=a>a</p>')],
  ['a bare ampersand', div('a & b')],
  ['no content', div(' ')],
  ['elements nested without end', div('<p>'.repeat(200) + '</p>'.repeat(200))],
];

t.test('formatting is accepted', (t) => {
  for (const narrative of GOOD) t.equal(narrativeFault(narrative), undefined, narrative);
  t.end();
});

for (const [sentence, narrative] of BAD) {
  t.test(`a narrative with ${sentence} is refused`, (t) => {
    t.ok(narrativeFault(narrative));
    t.end();
  });
}

t.test('a narrative needs its status and its div, and is refused at its place', (t) => {
  const places = (text: object) =>
    theValidator()
      .validate({ resourceType: 'Patient', text })
      .map((issue) => issue.expression?.[0]);
  t.same(places({ div: div('a') }), ['Patient.text.status']);
  t.same(places({ status: 'generated' }), ['Patient.text.div']);
  t.same(places({ status: 'generated', div: div('<script/>') }), ['Patient.text.div']);
  t.end();
});

t.test('a long hostile narrative is judged in time that grows with its length', (t) => {
  const hostile = `${div('a')}${'<!--'.repeat(50_000)}${'&a'.repeat(50_000)}${'<a b='.repeat(50_000)}`;
  const started = performance.now();
  t.ok(narrativeFault(hostile));
  t.ok(performance.now() - started < 500);
  t.end();
});
