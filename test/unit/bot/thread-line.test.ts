import { describe, expect, it } from 'vitest';
import { tellsAdmins, threadLine } from '../../../src/bot/delivery/notices/thread-line.ts';
import { rotating } from '../../support/rotation.ts';

const REMINDER = { kind: 'switch-reminder', days: 7 } as const;
const MIA = { name: 'Mia Okafor', mention: { id: '29:mia', name: 'Mia Okafor' } };

describe('the reminder of a certificate that ends', () => {
  it('goes to whoever asked, and in the last week to the admins too', () => {
    const days = [60, 30, 14, 7, 1].filter((left) => tellsAdmins({ kind: 'switch-reminder', days: left }));

    expect(days).toEqual([7, 1]);
  });

  it('names everybody who is told', () => {
    const sam = { name: 'Sam Lindqvist', mention: { id: '29:sam', name: 'Sam Lindqvist' } };

    expect(threadLine(rotating().run, REMINDER, MIA, [sam, { name: 'Ida Holm' }])).toBe(
      '<at>Mia Okafor</at>, the certificate of contoso expires in 7 days: enter the new one in ServiceNow (card above). <at>Sam Lindqvist</at> and Ida Holm, this is for you as admins too.',
    );
  });

  it('names the requester alone where nobody else is an admin', () => {
    expect(threadLine(rotating().run, { kind: 'switch-reminder', days: 1 }, MIA)).toBe(
      '<at>Mia Okafor</at>, the certificate of contoso expires in 1 day: enter the new one in ServiceNow (card above).',
    );
  });
});
