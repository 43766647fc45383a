import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/** Everywhere this process opened a connection to while it was watched. */
export interface ConnectionWatch {
  /** `host:port` of every connection that went to neither a port of ours nor a name on loopback. */
  readonly strangers: (ours: readonly number[]) => readonly string[];
  readonly end: () => void;
}

const channel = "net.client.socket";

/** Watches the connections of this process, passively. Those of other libraries than Node's own sockets are not seen. */
export const watchConnections = (): ConnectionWatch => {
  const attempts: { readonly host: string; readonly port: number | undefined }[] = [];
  const note = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    socket.on("connectionAttempt", (ip: string, port: number) => attempts.push({ host: ip, port }));
    socket.on("lookup", (_error, _address, _family, host: string) => attempts.push({ host, port: undefined }));
  };
  subscribe(channel, note);
  return {
    strangers: (ours) =>
      attempts
        .filter(({ host, port }) => (port === undefined ? host !== "localhost" : !ours.includes(port)))
        .map(({ host, port }) => (port === undefined ? host : `${host}:${port}`)),
    end: () => unsubscribe(channel, note),
  };
};
