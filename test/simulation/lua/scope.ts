/** What the program of a script may name without having declared it. */
const GLOBALS: ReadonlySet<string> = new Set(
  'KEYS ARGV redis cjson cmsgpack string table math tonumber tostring type pairs ipairs next unpack error'.split(' '),
);

/** The names that can be seen from one place of a program, as JavaScript names them. */
export interface Scope {
  declare(name: string): string;
  /** @throws Error for a name that nobody declared */
  find(name: string, line: number): string;
  /** A variable of the function for a value in between. */
  temporary(): string;
  block(): Scope;
  function(): Scope;
  /** Of the function, so far. */
  readonly temporaries: readonly string[];
}

export function createScope(): Scope {
  let count = 0;
  function scope(outer: Scope | undefined, temporaries: string[]): Scope {
    const names = new Map<string, string>();
    const self: Scope = {
      temporaries,
      declare(name) {
        const id = `${name}_${++count}`;
        names.set(name, id);
        return id;
      },
      find(name, line) {
        const own = names.get(name);
        if (own !== undefined) return own;
        if (outer) return outer.find(name, line);
        if (GLOBALS.has(name)) return `globals.${name}`;
        throw new Error(`Lua, line ${line}: nobody declared ${name}`);
      },
      temporary() {
        const id = `$${++count}`;
        temporaries.push(id);
        return id;
      },
      block: () => scope(self, temporaries),
      function: () => scope(self, []),
    };
    return self;
  }
  return scope(undefined, []);
}
