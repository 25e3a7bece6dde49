import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { TokenChanges } from '../../../support/bot-framework.ts';
import { messageFrom } from '../../../support/teams-activities.ts';
import { type Area, HELD, tried, unless } from '../../attempt.ts';
import type { Sending } from '../../world/chat.ts';
import { STRANGER, TEAMS } from '../../world/internet.ts';
import { mia } from '../../world/people.ts';
import { BOT_APP_ID, type World } from '../../world/world.ts';

const ISSUER = 'https://api.botframework.com';

/** Somebody on the Internet who speaks to the bot's address without being Teams. */
export const tokens: Area = {
  name: 'tokens',
  async prepare(world) {
    const forged = await forge(world);
    const customer = world.customer();
    const conversation = world.runs.placeOf(customer);
    const send = (what: string, how: Sending) =>
      tried(what, async () => {
        const said = messageFrom(mia, `onboard ${customer.domain}`, {
          serviceUrl: how.serviceUrl ?? TEAMS,
          conversation,
        });
        const { status } = await world.chat.send(said, how);
        if (status >= 400) return HELD;
        // Taken by the server; what counts is whether it is carried out.
        await world.chat.say(mia, 'help', { conversation: `${conversation}-after` });
        await world.chat.untilMessage(`${conversation}-after`, () => true);
        const begun = await world.admin.exists(world.keys.counter(customer.label));
        return unless(begun > 0 && `HTTP ${status}, and a run was begun`);
      });
    const token = (what: string, changes: TokenChanges) => send(what, { token: changes });
    const bearer = (what: string, jwt: string) => send(what, { authorization: `Bearer ${jwt}` });
    return {
      together: true,
      attempts: [
        send('a request without a token', { authorization: '' }),
        send('an empty bearer token', { authorization: 'Bearer ' }),
        send('a user name and password in place of a token', { authorization: 'Basic bWlhOm1pYQ==' }),
        bearer('a token that is no JWT', 'e30.e30.e30'),
        bearer('a token with "alg": "none"', forged.none),
        bearer('a token without a signature', forged.unsigned),
        bearer('a right token whose claims were changed afterwards', forged.changed),
        bearer('a token signed with HMAC and the public key as its secret', forged.hmac),
        bearer('a token signed by a key of the attacker under its own key id', forged.ownKey),
        bearer('a token that brings its key along in the header', forged.embedded),
        bearer('a token that names a key server of the attacker', forged.elsewhere),
        token('a token signed by another key under the right key id', { key: 'another' }),
        token('a token that expired an hour ago', { expiresIn: -3600 }),
        token('a token that is valid from tomorrow on', { notBefore: 86_400, expiresIn: 90_000 }),
        token('a token of another issuer', { issuer: `https://${STRANGER}` }),
        token('a token that pretends to come from the Emulator', {
          issuer: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
        }),
        token("a token of Entra for the customer's tenant", {
          issuer: `https://login.microsoftonline.com/${customer.id}/v2.0`,
        }),
        token('a token for another bot', { audience: '0d9a1b2c-dead-4000-8000-000000000001' }),
        token('a token for the Bot Framework itself', { audience: ISSUER }),
        token('a token that was signed for another address of Teams', {
          serviceUrl: 'https://smba.trafficmanager.net/amer/',
        }),
        send('a right token with an address of the attacker in the activity', {
          serviceUrl: `https://${STRANGER}/`,
          token: { serviceUrl: TEAMS },
        }),
        send('a right token of Teams for a message of another channel', { activity: { channelId: 'directline' } }),
        send('a right token of Teams for a message without a channel', { activity: { channelId: '' } }),
      ],
      async control() {
        const { status } = await world.chat.say(mia, 'help', { conversation });
        if (status >= 300) throw new Error(`a right token is answered with HTTP ${status}`);
        await world.chat.untilMessage(conversation, () => true);
        const begun = await world.admin.exists(world.keys.open(customer.id));
        if (begun) throw new Error('one of the refused requests began a run after all');
      },
    };
  },
};

async function forge(world: World) {
  const right = await world.framework.token(TEAMS);
  const [header = '', claims = '', signature = ''] = right.split('.');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head: { kid: string } = JSON.parse(Buffer.from(header, 'base64url').toString());
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const signed = (more: object) =>
    new SignJWT({ serviceurl: TEAMS })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...more })
      .setIssuer(ISSUER)
      .setAudience(BOT_APP_ID)
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(privateKey);
  const hmacHead = encode({ alg: 'HS256', typ: 'JWT', kid: head.kid });
  const secret = await (await fetch(world.framework.keysUrl)).text();
  const mac = createHmac('sha256', secret).update(`${hmacHead}.${claims}`).digest('base64url');
  return {
    none: `${encode({ alg: 'none', typ: 'JWT', kid: head.kid })}.${claims}.`,
    unsigned: `${header}.${claims}.`,
    hmac: `${hmacHead}.${claims}.${mac}`,
    ownKey: await signed({ kid: 'attacker' }),
    embedded: await signed({ kid: head.kid, jwk }),
    elsewhere: await signed({ kid: head.kid, jku: `https://${STRANGER}/keys` }),
    changed: `${header}.${encode({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), exp: 9e9 })}.${signature}`,
  };
}
