import { compactDecrypt, exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import { listCertificates } from '../../../../demo/standins/powershell/certificate-store.ts';
import { until } from '../../../support/until.ts';
import { makeCertificate } from '../../attacker/certificate.ts';
import { EXCHANGE, jobFor, stealBot, TIER_0 } from '../../attacker/stolen-bot.ts';
import { type Area, reached, tried, unless } from '../../attempt.ts';

/** Somebody who has the files of the bot's host signs with them what only others may sign. */
export const botSigns: Area = {
  name: 'bot thief signs',
  prepare(world) {
    const { thief, granted, approval, signs } = stealBot(world);
    const { runs } = world;
    return {
      attempts: [
        signs(
          'it signs a grant under an approval of 2020',
          'grant-consent',
          ({ principal }) => ({
            servicePrincipalId: principal.id,
            permissions: [EXCHANGE],
            approval: approval('2020-01-01T00:00:00.000Z'),
          }),
          granted,
        ),
        signs(
          'it signs a grant under an approval of now',
          'grant-consent',
          ({ principal }) => ({
            servicePrincipalId: principal.id,
            permissions: [EXCHANGE],
            approval: approval(new Date().toISOString()),
          }),
          granted,
        ),
        signs(
          'it signs a grant of RoleManagement.ReadWrite.Directory',
          'grant-consent',
          ({ principal }) => ({
            servicePrincipalId: principal.id,
            permissions: [TIER_0],
            approval: approval(new Date().toISOString()),
          }),
          granted,
        ),
        signs(
          'it signs that the role be assigned',
          'assign-role',
          ({ principal }) => ({ servicePrincipalId: principal.id, approval: approval(new Date().toISOString()) }),
          granted,
        ),
        signs(
          'it signs that a certificate of its own be attached',
          'attach-certificate',
          ({ application, customer }) => {
            const own = makeCertificate(`CN=exo-cba ${customer.label}.onmicrosoft.com`);
            const challenge = 'x';
            return {
              applicationId: application.id,
              thumbprint: own.thumbprint,
              certificate: own.der,
              challenge,
              possession: own.prove(challenge),
              subjectName: `CN=exo-cba ${customer.label}.onmicrosoft.com`,
              days: 365,
            };
          },
          (customer) => () => runs.granted(customer).certificates.length > 0 && 'it was attached',
        ),
        tried('it signs that a runner export a PFX for a key of its own', async () => {
          const customer = world.customer();
          const run = await runs.finish(customer);
          const tag = `exo-cba attacks ${customer.id}`;
          const [held] = listCertificates(world.serverFolder('mid1')).filter(
            ({ friendlyName }) => friendlyName === tag,
          );
          if (!held) throw new Error('mid1 holds no certificate of the tenant');
          const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
          const jwk = { ...(await exportJWK(publicKey)), kid: 'attacker' };
          const recipient = { runner: 'mid9-elevated', sealKey: jwk };
          const input = { thumbprint: held.thumbprint, storeLocation: 'LocalMachine', recipient };
          const ids = await jobFor(world, thief, 'mid1-elevated', {
            run,
            step: 'share-certificate@mid9',
            attempt: 1,
            input,
          });
          for (const id of ids) {
            const key = `${world.keys.prefix}:mid1-elevated:${id}`;
            const result = await until(
              async () =>
                (await world.admin.hget(key, 'returnvalue')) ??
                (await world.admin.hget(key, 'failedReason')) ??
                undefined,
              undefined,
              8000,
            ).catch(() => '');
            const sealed = sealedIn(result);
            if (sealed) {
              await compactDecrypt(sealed, await importJWK(await exportJWK(privateKey), 'ECDH-ES'), {
                crit: { context: true },
              });
              return reached('it holds the private key of the tenant');
            }
          }
          return unless(undefined);
        }),
      ],
      async control() {
        await runs.finish(world.customer());
      },
    };
  },
};

const Result = z.object({ outcome: z.object({ output: z.object({ sealed: z.string() }) }) });

function sealedIn(returned: string): string | undefined {
  const payload = returned.replaceAll('"', '').split('.')[1];
  if (!payload) return undefined;
  const result = Result.safeParse(parse(Buffer.from(payload, 'base64url').toString()));
  return result.success ? result.data.outcome.output.sealed : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON holds no result.
    return undefined;
  }
}
