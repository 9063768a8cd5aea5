import { type Kysely, sql } from 'kysely';

/**
 * Throttling in one question to the database, since logging in is otherwise a row of them. Numbers are arguments: they
 * are decided in `throttling.ts`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await judge(db);
  await reserve(db);
  await sql`
    revoke execute on function auth.judge_attempt, auth.reserve_attempt from public;
    grant execute on function auth.judge_attempt, auth.reserve_attempt to auth`.execute(db);
}

/**
 * What stands in the way of one more attempt: failures, until the one that makes the limit full leaves the window, or only
 * undecided attempts, which do not count if they succeed. An account of null has no limit of its own.
 */
async function judge(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function auth.judge_attempt(
      of_kind text, from_address text, of_account text, address_limit integer, account_limit integer,
      window_seconds integer, undecided_seconds integer,
      out blocked_seconds double precision, out is_full boolean
    ) language sql as $$
      with recent as (
        select at, account = of_account as is_own,
          settled or at < clock_timestamp() - make_interval(secs => undecided_seconds) as is_settled
        from auth.attempt
        where kind = of_kind and address = from_address
          and at > clock_timestamp() - make_interval(secs => window_seconds)
      ), blocking as (
        (select at from recent where is_settled order by at desc offset address_limit - 1 limit 1)
        union all
        (select at from recent where is_settled and is_own order by at desc offset account_limit - 1 limit 1)
      )
      select
        (select extract(epoch from max(at) - clock_timestamp()) + window_seconds from blocking),
        (
          select count(*) >= address_limit or coalesce(count(*) filter (where is_own) >= account_limit, false)
          from recent
        )
    $$`.execute(db);
}

/**
 * Notes an attempt if nothing stands in its way, and returns its id. One address is judged at a time, by a lock that ends
 * with the transaction; it is taken by a statement of its own, so that the next one sees what the last holder has noted.
 */
async function reserve(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function auth.reserve_attempt(
      of_kind text, from_address text, of_account text, address_limit integer, account_limit integer,
      window_seconds integer, undecided_seconds integer, is_settled boolean,
      out id bigint, out blocked_seconds double precision
    ) language plpgsql as $$
      declare
        is_full boolean;
      begin
        perform pg_advisory_xact_lock(hashtextextended('auth.attempt ' || of_kind || ' ' || from_address, 0));
        select judged.blocked_seconds, judged.is_full into blocked_seconds, is_full
          from auth.judge_attempt(of_kind, from_address, of_account, address_limit, account_limit,
            window_seconds, undecided_seconds) as judged;
        if blocked_seconds is null and not is_full then
          insert into auth.attempt (kind, address, account, settled)
            values (of_kind, from_address, of_account, is_settled)
            returning attempt.id into id;
        end if;
      end
    $$`.execute(db);
}
