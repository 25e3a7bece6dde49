import type { OnboardedRow } from '../../../runs/board.ts';
import type { Card } from '../../chat/card.ts';
import { buttonRow, toggleButton } from '../buttons.ts';
import { folded, line, makeCard, row, titleLine } from '../elements.ts';

import { fitted } from '../size.ts';
import { shortId } from '../text.ts';
import { type Clock, whenAt } from '../time.ts';
import { handOverRows, validity } from './hand-over.ts';

/** A tenant with nothing running: its hand-over, the last proof, and who did what when. */
export function tenantCard(tenant: OnboardedRow, view: Clock): Card {
  const { label, domain, organization, tenantId, serverGroup, requester, approver, finishedAt, run } = tenant;
  const names = [...new Set([organization, domain])].join(' · ');
  const by = [`Asked by ${requester}`, ...(approver ? [`approved by ${approver}`] : [])].join(' · ');
  return fitted((budget) =>
    makeCard({
      says: `${label} is ready, certificate ${validity(tenant, view)}. Organization ${organization}, application ${tenant.appId}.`,
      body: [
        titleLine(`✔ ${label} is ready`, run),
        line({ text: `${names} · tenant ${shortId(tenantId)} · servers ${serverGroup}`, subtle: true }),
        ...handOverRows(tenant, view, budget),
        line({ text: `${by} · proved ${whenAt(finishedAt, view)}`, subtle: true }),
        ...buttonRow([toggleButton('Details', 'details')]),
        folded('details', [
          row('Tenant ID', { text: tenantId, mono: true }),
          row('Last run', run),
          row('Mode', tenant.mode === 'link' ? "link: the customer's administrator consents" : 'full'),
        ]),
      ],
    }),
  );
}
