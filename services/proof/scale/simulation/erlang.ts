/**
 * The share of jobs that must wait in a queue with Poisson arrivals, exponential service times and so many servers (Erlang C).
 *
 * @param load arrivals a second times seconds of service: servers that are busy on average; less than `servers`
 */
export function shareThatWaits(servers: number, load: number): number {
  // Erlang B by its recursion, which does not overflow as factorials do.
  let blocked = 1;
  for (let count = 1; count <= servers; count += 1) blocked = (load * blocked) / (count + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/** Mean waiting time of that queue, in the unit of `service`. */
export function meanWait(servers: number, load: number, service: number): number {
  return (shareThatWaits(servers, load) * service) / (servers - load);
}
