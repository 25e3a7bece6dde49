import { registerHooks } from 'node:module';

/**
 * teams-ai loads `botbuilder-dialogs` for its sign-in of users, with recognizers of dates and numbers in a dozen languages:
 * 20 MB, and a sixth of the bot's start. Nobody signs in through exo, so what it extends there is an empty class.
 * Import this before anything of teams-ai.
 */
const DIALOGS = 'botbuilder-dialogs';
const NO_DIALOGS = 'exo:no-dialogs';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === DIALOGS ? { url: NO_DIALOGS, format: 'commonjs', shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === NO_DIALOGS
      ? {
          format: 'commonjs',
          source: 'module.exports = new Proxy({}, { get: () => class NoDialogs {} });',
          shortCircuit: true,
        }
      : next(url, context),
});
