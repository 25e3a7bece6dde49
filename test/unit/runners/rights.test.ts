import { describe, expect, it } from 'vitest';
import { groupsIn } from '../../../src/runners/checks/rights.ts';

describe('who can read a file of a runner, by its access list', () => {
  it.each([
    [
      'its account, SYSTEM and administrators',
      'O:BAG:SYD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;S-1-5-21-1-2-3-1104)',
      [],
    ],
    ['every user of the server', 'O:BAG:SYD:(A;;FA;;;SY)(A;ID;0x1200a9;;;BU)', ['Users']],
    [
      'everybody, named twice',
      'O:BAD:AI(A;;FR;;;WD)(A;;FA;;;S-1-1-0)(A;;FR;;;AU)',
      ['Everyone', 'Authenticated Users'],
    ],
    ['everybody but by an entry that denies', 'O:BAD:P(D;;FA;;;WD)(A;;FA;;;SY)', []],
    ['somebody whom only the audit list names', 'O:BAD:P(A;;FA;;;SY)S:(AU;SA;FA;;;WD)', []],
    ['everybody by an entry with a condition', 'O:BAD:P(XA;;FR;;;AU;(@User.x == 1))', ['Authenticated Users']],
    [
      'everybody by the entry after one with a condition',
      'O:BAD:P(XA;;FR;;;BA;(Member_of {SID(BA)}))(A;;FR;;;WD)S:AI(AU;SA;FA;;;BU)',
      ['Everyone'],
    ],
    ['the users of a domain', 'O:BAD:P(A;;FA;;;SY)(A;;FR;;;S-1-5-21-1-2-3-513)', ['Domain Users']],
    ['everybody, because there is no list but that of audits', 'O:BAG:SYS:(AU;SA;FA;;;BA)', ['Everyone']],
    ['everybody, because there is no list', 'O:BAG:SY', ['Everyone']],
    ['everybody, because the list is none', 'O:BAG:SYD:NO_ACCESS_CONTROL', ['Everyone']],
  ])('%s', (_who, sddl, groups) => {
    expect(groupsIn(sddl)).toEqual(groups);
  });
});
