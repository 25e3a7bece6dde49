import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { GraphFailure } from '../../../src/graph/failures/graph-failure.ts';
import { Application } from '../../../src/jobs/steps/entra/application/application.ts';
import { ensureOwner } from '../../../src/jobs/steps/entra/application/self-owner.ts';

const BOT = { oid: '7c1d0000-0000-4000-8000-0000000041e0', roles: ['Application.ReadWrite.OwnedBy'] };
const application = Application.parse({
  id: '3d2f0000-0000-4000-8000-000000000001',
  appId: '3d2f0000-0000-4000-8000-000000000002',
  displayName: 'ServiceNow SecOps EXO CBA',
});

function graphThat(fails?: GraphFailure) {
  const posts: (readonly [path: string, body: object])[] = [];
  return {
    posts,
    url: 'https://graph.microsoft.com',
    post: async <S extends z.ZodType>(path: string, body: object, schema: S) => {
      posts.push([path, body]);
      if (fails) throw fails;
      return schema.parseAsync(undefined);
    },
  };
}

const refused = (status: number, message: string) =>
  new GraphFailure({ origin: 'graph', status, code: 'Refused', message });

describe('a creator that Entra did not make owner', () => {
  it('makes itself owner where Graph lets it', async () => {
    const graph = graphThat();

    await ensureOwner({ graph, clientId: 'bot' }, application, BOT);

    expect(graph.posts).toEqual([
      [
        `/applications/${application.id}/owners/$ref`,
        { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${BOT.oid}` },
      ],
    ]);
  });

  it('goes on where it was owner all along and a replica did not show it', async () => {
    const graph = graphThat(
      refused(
        400,
        "One or more added object references already exist for the following modified properties: 'owners'.",
      ),
    );

    await expect(ensureOwner({ graph, clientId: 'bot' }, application, BOT)).resolves.toBeUndefined();
  });

  it('says who must be added to which application where Graph refuses it', async () => {
    const graph = graphThat(refused(403, 'Insufficient privileges to complete the operation.'));

    await expect(ensureOwner({ graph, clientId: 'the-bot' }, application, BOT)).rejects.toMatchObject({
      error: {
        code: 'not-owner',
        advice: expect.stringMatching(/the-bot, object 7c1d0000.* to the owners of "ServiceNow SecOps EXO CBA"/),
      },
    });
  });

  it('lets an outage be an outage', async () => {
    const graph = graphThat(refused(503, 'The service is not available.'));

    await expect(ensureOwner({ graph, clientId: 'bot' }, application, BOT)).rejects.toMatchObject({ status: 503 });
  });
});
