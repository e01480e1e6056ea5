/** Expressions that have one place in the product, or none: each with what to write instead. */
import ts from 'typescript';
import { isProduct, lineOf, nodesOf, type Check, type Source } from './tree.js';

interface Ban {
  readonly rule: string;
  readonly is: (node: ts.Node) => boolean;
  /** Where it is allowed nevertheless. */
  readonly except?: RegExp;
  readonly why: string;
  readonly cure: string;
}

const BANS: readonly Ban[] = [
  {
    rule: 'clock',
    is: (node) => isMember(node, 'Date', 'now') || isCall(node, 'Date') || isEmptyDate(node),
    except: /^src\/clock\.ts$/,
    why: 'Time enters in one place, so that a test can say what time it is.',
    cure: 'Take a Clock and call `clock.now()`.',
  },
  {
    rule: 'dates',
    is: (node) => isNew(node, 'Date') && !isEmptyDate(node),
    except: /^src\/(clock|fhir\/instant)\.ts$/,
    why: 'Dates are written and read in one place; Date guesses zones and days.',
    cure: 'Use fhir/instant.ts.',
  },
  {
    rule: 'randomness',
    is: (node) => isMember(node, 'Math', 'random'),
    why: 'Randomness enters in one place, and it must be unpredictable.',
    cure: 'Take an Ids.',
  },
  {
    rule: 'configuration',
    is: (node) => isMember(node, 'process', 'env'),
    except: /^fastify\.config\.ts$/,
    why: 'There is one configuration, read once.',
    cure: 'Add a setting to fastify.config.ts and take its value as a parameter.',
  },
  {
    rule: 'log',
    is: (node) => ts.isPropertyAccessExpression(node) && isNamed(node.expression, 'console'),
    why: 'The log has events and no health data; the output belongs to the commands.',
    cure: 'Take the logger, or write to the stream that a command was given.',
  },
  {
    rule: 'any',
    is: (node) => node.kind === ts.SyntaxKind.AnyKeyword,
    why: '`any` turns the compiler off for all that it touches.',
    cure: 'Use `unknown` and a parser, or the type.',
  },
  {
    rule: 'non-null',
    is: ts.isNonNullExpression,
    why: '`!` asserts what nobody has checked.',
    cure: 'Use a guard, `??`, or a type that cannot be absent.',
  },
  {
    rule: 'timers',
    is: (node) => isCall(node, 'setInterval'),
    except: /^src\/app\.ts$/,
    why: 'Timers live in app.ts, where closing ends them.',
    cure: 'Export the step, and let app.ts call it.',
  },
  {
    rule: 'code from text',
    is: (node) => isCall(node, 'eval') || isNew(node, 'Function'),
    why: 'Text that becomes code is a door for others.',
    cure: 'Write the function.',
  },
];

/** Every banned expression in the product. */
export const expressions: Check = (tree) => tree.filter(isProduct).flatMap(bannedIn);

function bannedIn(source: Source) {
  const bans = BANS.filter(({ except }) => !except?.test(source.path));
  return nodesOf(source).flatMap((node) =>
    bans
      .filter((ban) => ban.is(node))
      .map(({ rule, why, cure }) => ({
        path: source.path,
        line: lineOf(source, node),
        rule,
        why,
        cure,
      })),
  );
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** `object.name` or `object['name']`. */
function isMember(node: ts.Node, object: string, name: string): boolean {
  if (ts.isPropertyAccessExpression(node))
    return isNamed(node.expression, object) && node.name.text === name;
  if (!ts.isElementAccessExpression(node) || !isNamed(node.expression, object)) return false;
  return ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === name;
}

function isCall(node: ts.Node, name: string): boolean {
  return ts.isCallExpression(node) && isNamed(node.expression, name);
}

function isNew(node: ts.Node, name: string): node is ts.NewExpression {
  return ts.isNewExpression(node) && isNamed(node.expression, name);
}

function isEmptyDate(node: ts.Node): boolean {
  return isNew(node, 'Date') && (node.arguments?.length ?? 0) === 0;
}
