export interface LockRequest {
  readonly job: string;
  /** JSON that tells another process whether this one still lives. */
  readonly holder: string;
  readonly now: number;
  readonly isAlive: (holder: string, renewedAt: number) => boolean;
}

export type LockResult = { readonly locked: true; readonly fence: number } | { readonly locked: false; readonly holder: string };
