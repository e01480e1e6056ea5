/** Breaking one thing in a resource, named by its path. */

/** A copy of a resource without the element at a path such as `content.0.attachment.hash`. */
export function without<T extends object>(resource: T, path: string): T {
  const { copy, holder, name } = reach(resource, path);
  if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else delete holder[name];
  return copy;
}

/** A copy of a resource with a value at a path. */
export function withValue<T extends object>(resource: T, path: string, value: unknown): T {
  const { copy, holder, name } = reach(resource, path);
  holder[name] = value;
  return copy;
}

function reach<T extends object>(resource: T, path: string) {
  const copy = structuredClone(resource);
  const names = path.split('.');
  const name = names.pop() ?? '';
  let holder = copy as Record<string, unknown>;
  for (const step of names) holder = holder[step] as Record<string, unknown>; // the path is the test's own
  return { copy, holder, name };
}
