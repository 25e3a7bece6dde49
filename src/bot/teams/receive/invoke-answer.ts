import type { ActionAnswer } from '../../chat/chat.ts';

/** https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format */
export interface InvokeBody {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

export function toInvokeBody(answer: ActionAnswer): InvokeBody {
  switch (answer.type) {
    case 'card':
      return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: answer.card };
    case 'message':
      return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: answer.text };
    case 'refused':
      return {
        statusCode: 403,
        type: 'application/vnd.microsoft.error',
        value: { code: 'Refused', message: answer.text },
      };
  }
}
