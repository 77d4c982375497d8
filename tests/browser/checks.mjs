// Named checks with a count at the end.
let passed = 0;
const failed = [];
let whenFailed = async () => {};

/** Called after a check has failed, with how many have. */
export function onFailure(work) {
  whenFailed = work;
}

/** Runs a check; what it returns is printed beside its name. A failed one is remembered, the story goes on. */
export async function check(name, work) {
  const at = Date.now();
  try {
    const said = await work();
    passed += 1;
    console.log(`  ok      ${name}${said === undefined ? '' : ` · ${said}`} (${Date.now() - at} ms)`);
    return true;
  } catch (error) {
    failed.push(name);
    console.log(`  FAILED  ${name}\n          ${String(error?.message ?? error).split('\n').slice(0, 12).join('\n          ')}`);
    await whenFailed(failed.length).catch(() => {});
    return false;
  }
}

export function assert(truth, words) {
  if (!truth) throw new Error(words);
}

export function assertEqual(found, expected, words) {
  const difference = firstDifference(found, expected, '');
  if (difference) throw new Error(`${words}: ${difference}`);
}

/** Prints the counts and says how the process should end. */
export function finish(name) {
  console.log(`${name}: ${passed} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

function firstDifference(found, expected, path) {
  if (Object.is(found, expected)) return undefined;
  const both = [found, expected];
  if (both.every(Array.isArray)) {
    if (found.length !== expected.length) return `${path || '/'} has ${found.length} items, expected ${expected.length}`;
    for (let at = 0; at < found.length; at += 1) {
      const inner = firstDifference(found[at], expected[at], `${path}/${at}`);
      if (inner) return inner;
    }
    return undefined;
  }
  if (both.every((value) => typeof value === 'object' && value !== null && !Array.isArray(value))) {
    for (const key of new Set([...Object.keys(found), ...Object.keys(expected)])) {
      const inner = firstDifference(found[key], expected[key], `${path}/${key}`);
      if (inner) return inner;
    }
    return undefined;
  }
  return `${path || '/'} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`;
}

export function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)];
}
