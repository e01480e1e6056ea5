/**
 * Positions on the earth: whether one is near another, and in which squares of a grid all stand
 * that are near one. The earth is a sphere here, which is within half a percent of it.
 * https://hl7.org/fhir/R4/location.html#positional
 */

/** Degrees of WGS84, north and east positive. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** Whether it is one: within 90 and 180 degrees. */
export function isPosition({ latitude, longitude }: Position): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

/** A position as index values have it. */
export function positionText({ latitude, longitude }: Position): string {
  return `${latitude}|${longitude}`;
}

/** What is asked of index values: a position, and the metres around it. */
export function nearText(around: Position, metres: number): string {
  return `${positionText(around)}|${metres}`;
}

/** Whether a `positionText` is as near as a `nearText` asks. */
export function isNear(position: string, asked: string): boolean {
  const [latitude = NaN, longitude = NaN] = position.split('|').map(Number);
  const [north = NaN, east = NaN, metres = NaN] = asked.split('|').map(Number);
  return metresBetween({ latitude, longitude }, { latitude: north, longitude: east }) <= metres;
}

/** The mean radius of the earth, in metres. */
const RADIUS = 6_371_008.8;

/** The great-circle distance, in metres. https://en.wikipedia.org/wiki/Haversine_formula */
function metresBetween(a: Position, b: Position): number {
  const [north, south] = [radians(a.latitude), radians(b.latitude)];
  const half = haversine(south - north);
  const around = Math.cos(north) * Math.cos(south) * haversine(radians(b.longitude - a.longitude));
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(half + around)));
}

/** Squares to a degree, of the grids that positions are looked for in: about 11 and 111 km. */
const GRIDS = [10, 1] as const;
/** Squares of one search: more are no help. */
const CELLS_MAX = 100;

/** The square of each grid that a position is in. */
export function cellsOf({ latitude, longitude }: Position): readonly string[] {
  return GRIDS.map((grid) => nameOf(grid, row(latitude, grid), column(longitude, grid)));
}

/**
 * The squares of one grid that hold whatever is within the distance; undefined where they are too
 * many.
 */
export function cellsAround(position: Position, metres: number): readonly string[] | undefined {
  for (const grid of GRIDS) {
    const [rows, columns] = spans(position, metres, grid);
    if (rows.length * columns.length > CELLS_MAX) continue;
    return rows.flatMap((y) => columns.map((x) => nameOf(grid, y, x)));
  }
  return undefined;
}

/** Rounding may put what stands on an edge into the next square. */
const EDGE = 1e-7;

type Span = readonly number[];

/** The rows and the columns of a grid. */
function spans({ latitude, longitude }: Position, metres: number, grid: number): [Span, Span] {
  const arc = metres / RADIUS;
  const high = degrees(arc) + EDGE;
  const [south, north] = [Math.max(-90, latitude - high), Math.min(90, latitude + high)];
  const rows = between(row(south, grid), row(north, grid));
  // Around a pole are all meridians.
  const isPolar = latitude + high >= 90 || latitude - high <= -90;
  const wide = isPolar
    ? 180
    : degrees(Math.asin(Math.sin(arc) / Math.cos(radians(latitude)))) + EDGE;
  if (!(wide < 179)) return [rows, between(0, 360 * grid - 1)];
  const columns = between(
    Math.floor((longitude - wide + 180) * grid),
    Math.floor((longitude + wide + 180) * grid),
  );
  return [rows, columns.map((x) => wrapped(x, grid))];
}

function between(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function row(latitude: number, grid: number): number {
  return Math.floor((latitude + 90) * grid);
}

function column(longitude: number, grid: number): number {
  return wrapped(Math.floor((longitude + 180) * grid), grid);
}

/** East of the last column is the first. */
function wrapped(x: number, grid: number): number {
  const count = 360 * grid;
  return ((x % count) + count) % count;
}

function nameOf(grid: number, y: number, x: number): string {
  return `${grid}/${y}/${x}`;
}

function haversine(angle: number): number {
  return Math.sin(angle / 2) ** 2;
}

function radians(angle: number): number {
  return (angle * Math.PI) / 180;
}

function degrees(angle: number): number {
  return (angle * 180) / Math.PI;
}
