/** How something stands. Icon and colour only repeat the word beside them. */
export type Look = 'waiting' | 'working' | 'approval' | 'done' | 'failed' | 'warning' | 'stopped';

interface Sign {
  readonly icon: string;
  /** Colour name of Adaptive Cards. */
  readonly color: 'Default' | 'Accent' | 'Good' | 'Warning' | 'Attention';
}

export const SIGNS: Readonly<Record<Look, Sign>> = {
  waiting: { icon: '–', color: 'Default' },
  working: { icon: '●', color: 'Accent' },
  approval: { icon: '◆', color: 'Warning' },
  done: { icon: '✔', color: 'Good' },
  failed: { icon: '✖', color: 'Attention' },
  warning: { icon: '⚠', color: 'Warning' },
  stopped: { icon: '■', color: 'Default' },
};
