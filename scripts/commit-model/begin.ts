/** A scenario under certain rules: its processes, and the state in which they begin. */
import type { Frame } from './frames.js';
import type { Model, Player, Scenario } from './model.js';
import { appending } from './programs/access-log.js';
import { LOOKING } from './programs/document-sweep.js';
import { lookingUp } from './programs/look-up.js';
import { searching } from './programs/search.js';
import { readingTrail } from './programs/trail.js';
import { FIRST_ATTEMPT } from './programs/writer/decide.js';
import type { Rules } from './rules.js';
import type { State, Trouble } from './state.js';
import { EMPTY_STORE } from './store.js';

/** The model of a scenario. */
export function modelOf(scenario: Scenario, rules: Rules): Model {
  const players = [
    ...writersOf(scenario),
    ...readersOf(scenario, rules),
    ...appendersOf(scenario),
    ...daemonsOf(scenario),
  ];
  return { scenario, rules, players };
}

/** The state in which a model begins. */
export function beginningOf({ scenario, players }: Model): State {
  return {
    store: { ...EMPTY_STORE, ...scenario.given },
    processes: players.map(({ start }) => ({ status: 'running', stack: [start] })),
    told: { committed: {}, outcomes: {}, events: [] },
    trouble: troubleOf(scenario),
  };
}

function troubleOf({ crashes = 0, lostAnswers = 0, lostPrimaries = 0 }: Scenario): Trouble {
  const replication = { lostPrimaries, pending: [], deposed: {} };
  return {
    ...{ crashes, lostAnswers, underWay: [] },
    ...(lostPrimaries === 0 ? {} : { replication }),
  };
}

function writersOf({ acts = [] }: Scenario): Player[] {
  return acts.map((act) => ({ name: act.id, kind: 'writer', start: FIRST_ATTEMPT, act }));
}

function readersOf(scenario: Scenario, rules: Rules): Player[] {
  const { searches = [], links = [], lookUps = [], trails = [] } = scenario;
  return [
    ...named('reader', searches, (stream) => searching(stream, false, rules)),
    ...named('link', links, (stream) => searching(stream, true, rules)),
    ...named('look-up', lookUps, lookingUp),
    ...named('trail', trails, readingTrail),
  ];
}

function named(name: string, of: readonly string[], start: (of: string) => Frame): Player[] {
  return of.map((one, i) => ({ name: `${name} ${i + 1}`, kind: 'reader', start: start(one) }));
}

function appendersOf({ blocks = {} }: Scenario): Player[] {
  return Object.entries(blocks).map(([block, dossiers]) => {
    return { name: `server of ${block}`, kind: 'appender', start: appending(block, dossiers) };
  });
}

function daemonsOf(scenario: Scenario): Player[] {
  const { acts = [], sweeps = acts.length > 0 ? 1 : 0, blocks } = scenario;
  const programs: Frame[] = [
    ...Array.from({ length: sweeps }, () => ({ program: 'sweep' }) as const),
    ...(blocks === undefined ? [] : [{ program: 'blockSweep' } as const]),
    ...(scenario.emptying ? [{ program: 'emptying' } as const] : []),
    ...(scenario.documentSweep ? [LOOKING] : []),
    ...(scenario.delivery ? [{ program: 'delivery' } as const] : []),
  ];
  return programs.map((start, i) => ({ name: `${start.program} ${i + 1}`, kind: 'daemon', start }));
}
