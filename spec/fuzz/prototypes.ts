const prototypes = { Object, Array, Function, String, Number, Boolean, Error, Map, Promise };
const names = Object.keys(prototypes);
const ids = new Map<unknown, number>();
const before = snapshot();

/** Throws if a property of a built-in prototype was added, deleted or changed. */
export function assertPrototypesAreClean(): void {
  const now = snapshot();
  for (const [at, line] of before.entries()) {
    if (now[at] !== line) throw new Error(`${names[at] ?? ''} was changed: ${now[at] ?? ''}`);
  }
}

function snapshot(): readonly string[] {
  return Object.values(prototypes).map(({ prototype }) => {
    const fields = Reflect.ownKeys(prototype as object).map((key) => {
      const field: Readonly<Record<string, unknown>> = { ...Object.getOwnPropertyDescriptor(prototype, key) };
      const parts = ['value', 'get', 'set'].map((name) => field[name]);
      return `${String(key)}=${parts.map(getId).join()}`;
    });
    return `${fields.join()};${getId(Object.getPrototypeOf(prototype))}`;
  });
}

function getId(value: unknown): number {
  const id = ids.get(value) ?? ids.size;
  ids.set(value, id);
  return id;
}
