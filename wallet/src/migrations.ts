import { largestBalance } from './money.ts'

/**
 * The schema, one step after the other. A step that was released never changes: a new one follows it. Amounts are cents.
 *
 * One row of `entries` per wallet that a movement touches, with the balance after it, so that a past balance is one index
 * look-up. The row of the wallet that the movement was asked of carries its `reference_id`; the receiving side of a
 * transfer carries none. Times are whole milliseconds, as clients see them, and never run backwards within a wallet.
 */
export const migrations: readonly string[] = [
  `
  create table wallets (
    id uuid primary key,
    user_id text not null,
    balance bigint not null default 0 check (balance between 0 and ${largestBalance}),
    status text not null default 'ACTIVE',
    sequence bigint not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null
  ) with (fillfactor = 80);
  create index wallets_of_user on wallets (user_id, created_at, id);

  create table entries (
    wallet_id uuid not null references wallets (id),
    created_at timestamptz not null,
    sequence bigint not null,
    transaction_id uuid not null,
    type text not null check (type in ('DEPOSIT', 'WITHDRAWAL', 'TRANSFER')),
    change bigint not null check (change <> 0),
    balance bigint not null,
    counterparty_id uuid,
    reference_id text,
    description text,
    primary key (wallet_id, created_at, sequence) include (balance)
  );
  create unique index entries_by_reference on entries (wallet_id, reference_id) where reference_id is not null;

  create function create_wallet(p_user text) returns wallets language sql volatile as $$
    insert into wallets (id, user_id, created_at, updated_at)
    select gen_random_uuid(), p_user, moment, moment
    from (select date_trunc('milliseconds', clock_timestamp()) as moment) as clock
    returning *
  $$;

  -- Moves money once per wallet and reference. Both wallets are locked in the order of their ids, so that transfers in
  -- both directions cannot deadlock; all that follows the lock sees what was committed before it.
  create function move_money(
    p_type text, p_wallet uuid, p_amount bigint, p_counterparty uuid, p_reference text, p_description text,
    out outcome text, out transaction_id uuid, out balance bigint, out created_at timestamptz
  ) language plpgsql volatile as $$
  declare
    v_wallet wallets;
    v_counterparty wallets;
    v_entry entries;
    v_change bigint := case when p_type = 'DEPOSIT' then p_amount else -p_amount end;
  begin
    if p_counterparty < p_wallet then
      select * into v_counterparty from wallets where id = p_counterparty for no key update;
    end if;
    select * into v_wallet from wallets where id = p_wallet for no key update;
    if p_counterparty > p_wallet then
      select * into v_counterparty from wallets where id = p_counterparty for no key update;
    end if;
    if v_wallet.id is null then
      outcome := 'wallet_not_found'; return;
    end if;

    select * into v_entry from entries e where e.wallet_id = p_wallet and e.reference_id = p_reference;
    if found then
      outcome := case
        when v_entry.type = p_type and v_entry.change = v_change
          and v_entry.counterparty_id is not distinct from p_counterparty
          and v_entry.description is not distinct from p_description
        then 'replayed' else 'conflict' end;
      transaction_id := v_entry.transaction_id;
      balance := v_entry.balance;
      created_at := v_entry.created_at;
      return;
    end if;

    balance := v_wallet.balance + v_change;
    if p_counterparty is not null and v_counterparty.id is null then
      outcome := 'counterparty_not_found'; return;
    elsif balance < 0 then
      outcome := 'insufficient_funds'; return;
    elsif balance > ${largestBalance} or v_counterparty.balance + p_amount > ${largestBalance} then
      outcome := 'balance_limit'; return;
    end if;

    outcome := 'moved';
    transaction_id := gen_random_uuid();
    created_at := greatest(
      date_trunc('milliseconds', clock_timestamp()), v_wallet.updated_at, v_counterparty.updated_at);
    update wallets w set balance = move_money.balance, sequence = w.sequence + 1, updated_at = move_money.created_at
      where w.id = p_wallet;
    insert into entries values (p_wallet, created_at, v_wallet.sequence + 1, transaction_id, p_type, v_change, balance,
      p_counterparty, p_reference, p_description);
    if p_counterparty is not null then
      update wallets w set balance = w.balance + p_amount, sequence = w.sequence + 1,
        updated_at = move_money.created_at where w.id = p_counterparty;
      insert into entries values (p_counterparty, created_at, v_counterparty.sequence + 1, transaction_id, p_type,
        p_amount, v_counterparty.balance + p_amount, p_wallet, null, p_description);
    end if;
  end
  $$;
  `,
]
