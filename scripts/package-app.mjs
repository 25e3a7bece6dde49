// Makes the Teams app package appPackage/build/exo.zip from appPackage/: puts the ids in, checks the manifest against
// the schema of its version, and zips it with the icons. Works offline.
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Everything the manifest leaves open: the option, the environment variable, and what it must look like. */
const VALUES = [
  { name: 'BOT_ID', option: 'bot-id', form: GUID, what: 'application (client) id of the Azure Bot, a GUID' },
  { name: 'TEAMS_APP_ID', option: 'app-id', form: GUID, what: 'id of the app in Teams, a GUID', like: 'BOT_ID' },
  {
    name: 'PUBLIC_HOST',
    option: 'host',
    form: /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i,
    what: 'host name of the bot without https://',
  },
  {
    name: 'OPERATOR_NAME',
    option: 'operator',
    form: /^.{1,32}$/,
    what: 'name of your organisation, up to 32 characters',
  },
  { name: 'OPERATOR_URL', option: 'website', form: /^https:\/\/\S+$/, what: 'https address of your support page' },
  {
    name: 'PRIVACY_URL',
    option: 'privacy',
    form: /^https:\/\/\S+$/,
    what: 'https address of your privacy statement',
    like: 'OPERATOR_URL',
  },
  {
    name: 'TERMS_URL',
    option: 'terms',
    form: /^https:\/\/\S+$/,
    what: 'https address of your terms of use',
    like: 'OPERATOR_URL',
  },
];

class PackageError extends Error {}

function readValues(args, env) {
  const options = Object.fromEntries(
    [...VALUES.map(({ option }) => option), 'out'].map((name) => [name, { type: 'string' }]),
  );
  let given;
  try {
    given = parseArgs({ args, options }).values;
  } catch (error) {
    throw new PackageError(`${error.message}\n\n${usage()}`);
  }
  const found = {};
  const problems = [];
  for (const { name, option, form, what, like } of VALUES) {
    const fromEnvironment = env[name] || (name === 'BOT_ID' ? env.MicrosoftAppId : undefined);
    const value = given[option] || fromEnvironment || (like ? found[like] : undefined);
    // What would have been taken from another value is reported there.
    if (!value && like) continue;
    if (!value) problems.push(`--${option} (or ${name}) is missing: the ${what}.`);
    else if (!form.test(value)) problems.push(`--${option} (or ${name}) is "${value}", but it must be the ${what}.`);
    else found[name] = value;
  }
  if (problems.length > 0) throw new PackageError(`${problems.join('\n')}\n\n${usage()}`);
  return { values: found, out: resolve(given.out ?? join(root, 'appPackage', 'build', 'exo.zip')) };
}

function usage() {
  const lines = VALUES.map(({ name, option, what, like }) => {
    const otherwise = like ? ` (otherwise as ${like})` : '';
    return `  --${option.padEnd(9)} ${name.padEnd(14)} ${what}${otherwise}`;
  });
  return `Use: npm run package-app -- --bot-id <guid> --host <name> --operator <name> --website <address>\n${lines.join('\n')}`;
}

function fillIn(text, values) {
  const filled = text.replace(/\$\{\{(\w+)\}\}/g, (placeholder, name) =>
    values[name] === undefined ? placeholder : JSON.stringify(values[name]).slice(1, -1),
  );
  const open = /\$\{\{\w+\}\}/.exec(filled);
  if (open) throw new PackageError(`The manifest asks for ${open[0]}, which this script does not know.`);
  return filled;
}

/** The schemas come with the package; nothing is fetched. It throws for some mistakes and lists the others. */
async function validate(manifestFile) {
  const { AppManifestUtils } = await import('@microsoft/app-manifest');
  const problems = await AppManifestUtils.readAndValidateTeamsManifest(manifestFile).then(
    ([, found]) => found,
    (error) => [error instanceof Error ? error.message : String(error)],
  );
  if (problems.length === 0) return;
  throw new PackageError(`The manifest is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

async function zip(files, out) {
  const { ZipFile } = await import('yazl');
  const archive = new ZipFile();
  // A fixed time: the same content makes the same file.
  const mtime = new Date(1980, 0, 1);
  for (const [name, content] of files) archive.addBuffer(content, name, { mtime, mode: 0o100644 });
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(out));
}

async function main(args, env) {
  const { values, out } = readValues(args, env);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folder = join(root, 'appPackage');
  const manifest = fillIn(readFileSync(join(folder, 'manifest.json'), 'utf8'), { ...values, APP_VERSION: version });
  mkdirSync(dirname(out), { recursive: true });
  const filled = join(dirname(out), 'manifest.json');
  writeFileSync(filled, manifest);
  await validate(filled);
  const icons = ['color.png', 'outline.png'].map((name) => [name, readFileSync(join(folder, name))]);
  await zip([['manifest.json', Buffer.from(manifest)], ...icons], out);
  return out;
}

try {
  const out = await main(process.argv.slice(2), process.env);
  process.stdout.write(
    `${relative(process.cwd(), out)} is ready. Upload it in the Teams admin center; see docs/go-live.md.\n`,
  );
} catch (error) {
  if (error.code === 'ERR_MODULE_NOT_FOUND') {
    process.stderr.write('The packages are not installed. Run "npm run setup" first.\n');
  } else if (error instanceof PackageError) {
    process.stderr.write(`${error.message}\n`);
  } else throw error;
  process.exitCode = 1;
}
