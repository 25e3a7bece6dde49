import { describe, expect, it } from 'vitest';
import { listOf, outside, sentence, shortId, unmarked } from '../../../../src/bot/cards/text.ts';

describe('text from outside', () => {
  it('stays on one line and loses control, invisible and bidirectional characters', () => {
    expect(outside('Con\u202Etoso\r\n\tLtd\u200B\u0007')).toBe('Contoso Ltd');
  });

  it('is cut at its longest without leaving half a character', () => {
    expect(outside('abcdef', 4)).toBe('abc…');
    expect(outside('ab😀cd', 4)).toBe('ab…');
  });

  it('cannot mention anybody, however it is nested', () => {
    expect(outside('<at>Jon Berg</at>')).toBe('‹at>Jon Berg‹/at>');
    expect(outside('<a<at>t>Jon')).not.toMatch(/<\/?at\b/);
  });

  it('cannot be a date that the client calculates', () => {
    expect(outside('{{DATE(2026-11-24T00:00:00Z)}}')).not.toContain('{{');
  });

  it.each([
    ['**bold**', '∗∗bold∗∗'],
    ['[click](https://evil.example)', '(click)(https:/ /evil.example)'],
    ['`code`', "'code'"],
    ['_it_ svc_mid', 'it svc_mid'],
    ['<b>x</b>', '‹b›x‹/b›'],
    ['&lt;b&gt;', '& lt;b& gt;'],
    ['1. one', '1) one'],
    ['# title', 'title'],
    ['- item', 'item'],
    ['a\\*b', 'a/∗b'],
  ])('means nothing where Markdown is read: %s', (from, to) => {
    expect(unmarked(from)).toBe(to);
  });
});

describe('sentences', () => {
  it('name a few things and count the rest', () => {
    expect(listOf([], 'or')).toBe('');
    expect(listOf(['a'], 'or')).toBe('a');
    expect(listOf(['a', 'b', 'c'], 'or')).toBe('a, b or c');
    expect(listOf(['a', 'b', 'c', 'd', 'e'], 'and', 3)).toBe('a, b and 3 more');
  });

  it('end with one full stop', () => {
    expect(sentence('Mend it')).toBe('Mend it.');
    expect(sentence('Mend it. ')).toBe('Mend it.');
    expect(sentence('')).toBe('');
  });

  it('show an id short enough for a glance', () => {
    expect(shortId('7c1d0a52-3b7e-4c55-9a10-2f6b1c9e41e0')).toBe('7c1d…41e0');
  });
});
