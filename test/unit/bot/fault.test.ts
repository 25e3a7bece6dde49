import { describe, expect, it } from 'vitest';
import { sayingOf } from '../../../src/bot/teams/receive/fault.ts';
import { CodedError } from '../../../src/process/errors.ts';

describe('what people are told when a command could not be taken', () => {
  it('is the cause and what to do where Redis refuses what is written, not a fault of exo', () => {
    const error = new Error("OOM command not allowed when used memory > 'maxmemory'.");
    error.name = 'ReplyError';

    expect(sayingOf(error)).toBe(
      "exo could not record this. Redis refuses what is written: OOM command not allowed when used memory > 'maxmemory'. " +
        'Give Redis more memory (maxmemory): nothing can be recorded until then.',
    );
  });

  it('is what happened and what to do where that is known, and otherwise only that the log knows it', () => {
    expect(sayingOf(new CodedError('x', 'It is late.', 'Say it again.'))).toBe('It is late. Say it again.');
    expect(sayingOf(new Error('undefined is not a function'))).not.toContain('undefined');
  });
});
