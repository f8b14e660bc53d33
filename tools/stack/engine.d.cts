/** The socket of a Docker engine of this machine that answers; undefined when there is none. */
export function engineSocket(env: NodeJS.ProcessEnv): Promise<string | undefined>;
