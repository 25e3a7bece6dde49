import { describe, expect, it } from 'vitest';
import { Lockfile, reduceLockfile } from '../../scripts/bundle/lockfile.ts';

const lockfile = Lockfile.parse({
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { a: '1.0.0', web: '1.0.0' } },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a', dependencies: { b: '^2.0.0' } },
    'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { c: '*' } },
    'node_modules/b': { version: '1.0.0' },
    'node_modules/c': { version: '3.0.0', optionalDependencies: { native: '1.0.0' }, dependencies: { a: '*' } },
    'node_modules/native': { version: '1.0.0', optional: true },
    'node_modules/web': { version: '1.0.0' },
  },
});
const root = { name: 'runner', version: '1.0.0', dependencies: { a: '1.0.0' }, optionalDependencies: {} };

describe('the lockfile of the bundle', () => {
  it('has what is needed, where Node finds it, with its integrity, and nothing else', () => {
    const reduced = Lockfile.parse(reduceLockfile(lockfile, root));

    expect(Object.keys(reduced.packages)).toEqual([
      '',
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/c',
    ]);
    expect(reduced.packages['node_modules/a']).toMatchObject({ version: '1.0.0', integrity: 'sha512-a' });
  });

  it('leaves optional packages of packages out, which npm may miss without a word', () => {
    const reduced = Lockfile.parse(reduceLockfile(lockfile, root));

    expect(reduced.packages['node_modules/c']?.optionalDependencies).toEqual({});
  });

  it('is not made when a package is missing', () => {
    const wanted = { ...root, dependencies: { d: '1.0.0' } };

    expect(() => reduceLockfile(lockfile, wanted)).toThrow('package-lock.json has no d, which the runner needs');
  });
});
