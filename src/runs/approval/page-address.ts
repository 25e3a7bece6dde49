/** Path of the page on which approvers sign in, below `approval.pageUrl`. */
export const APPROVAL_PATH = '/approve';

/** Address behind "Sign in and approve". The page shows the open approval with this hash or nothing. */
export function approvalAddress(pageUrl: string, approval: { run: string; round: number; planHash: string }): string {
  const query = new URLSearchParams({
    run: approval.run,
    round: String(approval.round),
    subject: approval.planHash,
  });
  return `${pageUrl.replace(/\/+$/, '')}${APPROVAL_PATH}?${query}`;
}
