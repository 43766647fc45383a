/** A vendor's time stamp as epoch ms on the vendor's clock; undefined where there is none or it cannot be read. A stamp without a zone is UTC. */
export const readTime = (stamp: string | null | undefined): number | undefined => {
  if (stamp === null || stamp === undefined || stamp === "") return undefined;
  const zoned = /(Z|[+-]\d{2}:?\d{2}|UTC|GMT)$/i.test(stamp) ? stamp : `${stamp}Z`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? undefined : at;
};
