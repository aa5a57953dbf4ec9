// Written by `node src/cli/write-reference.ts` from the table of endpoints; a test pins it. Do not edit.

export type Problem = {
  error: {
    message: string
    type: string
    /** The field at fault. */
    param: string | null
    code: "invalid_request" | "context_length_exceeded" | "invalid_api_key" | "sign_in_failed" | "second_factor_required" | "identity_unknown" | "permission_denied" | "account_suspended" | "confirmation_required" | "insufficient_quota" | "model_not_found" | "not_found" | "method_not_allowed" | "conflict" | "idempotency_conflict" | "idempotency_in_progress" | "idempotency_not_kept" | "request_too_large" | "unsupported_media_type" | "rate_limit_exceeded" | "token_rate_limit_exceeded" | "concurrency_limit_exceeded" | "gateway_error" | "upstream_error" | "upstream_unavailable" | "upstream_request_timeout"
    request_id: string
  }
}

export type Budget = {
  id: string
  member_id: string | null
  model: string | null
  reset: "daily" | "weekly" | "monthly" | null
  resets_at: string | null
  /** Decimal text in USD. */
  budget_usd: string
  /** Decimal text in USD. */
  spent_usd: string
  /** Decimal text in USD. */
  held_usd: string
  /** Decimal text in USD. */
  remaining_usd: string
}

export type Entry = {
  sequence: number
  time: string
  /** `charge`, `top_up`, `voucher`, `manual_credit`, `reversal`, ... */
  kind: string
  reference: string
  from: string
  to: string
  /** Decimal text in USD. */
  usd: string
  /** Decimal text; 1 USD = 500 000 quota. */
  quota: string
  note: string
}

export type Model = {
  id: string
  name: string
  status: "Available" | "Price pending" | "Unavailable"
  capabilities: Array<string>
  context_length: number
  max_output_tokens: number
  /** As in the price book; null: no price, not callable. */
  price_usd_per_million: {
    input: string
    output: string
    cached_input: string | null
  } & Record<string, unknown> | null
  price_version: string | null
  price_source: string | null
  providers: Array<string>
  provenance: string
  /** What probes found, by their names; absent: nobody verified the model. */
  verified?: Record<string, boolean>
  verified_at?: string
}

export type PriceVersion = {
  model: string
  version: string | null
  state: "in_force" | "scheduled" | "past" | "pending"
  price: {
    /** Input tokens. A written-out 0 is a price. */
    input: string
    /** Output tokens. */
    output: string
    /** Input tokens read from the prompt cache; absent: as input. */
    cached_input?: string
    /** Input tokens written to the prompt cache; absent: as input. */
    cache_write?: string
    /** Input tokens written to a cache that lives an hour; absent: as cache_write. */
    cache_write_1h?: string
    /** Reasoning tokens; absent: as output. */
    reasoning?: string
    /** Input tokens that images become; absent: as input. */
    image_input?: string
    /** Input tokens that audio becomes; absent: audio is refused. */
    audio_input?: string
    /** Output tokens that are images; absent: image output is refused. */
    image_output?: string
    /** Output tokens that are audio; absent: audio output is refused. */
    audio_output?: string
    /** A fee per answered request, USD. */
    per_call_usd?: string
    /** Fees per call of tools that the provider runs, USD; a tool without one is refused. */
    per_tool_call_usd?: Record<string, string>
    /** Prices of what is no token, USD: images, minutes of sound, characters to speak, searches to rank. */
    per_unit_usd?: Record<string, string>
    /** Steps by prompt size, ascending and never cheaper. */
    tiers?: Array<{
      /** Prompts with more tokens than this pay these rates, for the whole request. */
      above_prompt_tokens: number
      /** Input tokens; absent: as below this size. */
      input?: string
      /** Output tokens; absent: as below this size. */
      output?: string
      /** Input tokens read from the prompt cache; absent: as input. */
      cached_input?: string
      /** Input tokens written to the prompt cache; absent: as input. */
      cache_write?: string
      /** Input tokens written to a cache that lives an hour; absent: as cache_write. */
      cache_write_1h?: string
      /** Reasoning tokens; absent: as output. */
      reasoning?: string
      /** Input tokens that images become; absent: as input. */
      image_input?: string
      /** Input tokens that audio becomes; absent: audio is refused. */
      audio_input?: string
      /** Output tokens that are images; absent: image output is refused. */
      image_output?: string
      /** Output tokens that are audio; absent: audio output is refused. */
      audio_output?: string
    }>
    /** Other rates at some hours of the UTC day, by when the request arrives. */
    windows?: Array<{
      /** First minute, UTC. */
      from: string
      /** First minute outside, UTC; earlier than `from`: on the next day. */
      until: string
      /** Input tokens; absent: as at other times. */
      input?: string
      /** Output tokens; absent: as at other times. */
      output?: string
      /** Input tokens read from the prompt cache; absent: as input. */
      cached_input?: string
      /** Input tokens written to the prompt cache; absent: as input. */
      cache_write?: string
      /** Input tokens written to a cache that lives an hour; absent: as cache_write. */
      cache_write_1h?: string
      /** Reasoning tokens; absent: as output. */
      reasoning?: string
      /** Input tokens that images become; absent: as input. */
      image_input?: string
      /** Input tokens that audio becomes; absent: audio is refused. */
      audio_input?: string
      /** Output tokens that are images; absent: image output is refused. */
      image_output?: string
      /** Output tokens that are audio; absent: audio output is refused. */
      audio_output?: string
      /** Steps by prompt size, ascending and never cheaper. */
      tiers?: Array<{
        /** Prompts with more tokens than this pay these rates, for the whole request. */
        above_prompt_tokens: number
        /** Input tokens; absent: as below this size. */
        input?: string
        /** Output tokens; absent: as below this size. */
        output?: string
        /** Input tokens read from the prompt cache; absent: as input. */
        cached_input?: string
        /** Input tokens written to the prompt cache; absent: as input. */
        cache_write?: string
        /** Input tokens written to a cache that lives an hour; absent: as cache_write. */
        cache_write_1h?: string
        /** Reasoning tokens; absent: as output. */
        reasoning?: string
        /** Input tokens that images become; absent: as input. */
        image_input?: string
        /** Input tokens that audio becomes; absent: audio is refused. */
        audio_input?: string
        /** Output tokens that are images; absent: image output is refused. */
        image_output?: string
        /** Output tokens that are audio; absent: audio output is refused. */
        audio_output?: string
      }>
    }>
  } | null
  source: string | null
  approved_by: string | null
  as_of: string | null
  effective_from: string | null
  published_at: string | null
  provenance: string
  read_only: boolean
  offers: Array<{
    provider: string
    upstream_model: string
  }>
}

export type Offer = {
  offer: string
  provider: string
  upstream_model: string
  models: Array<string>
  weight: number
  drained: boolean
  region: string | null
  collects_data: boolean | null
  retains_data: boolean | null
  cooling: {
    reason: string
    until: string
  } | null
  first_byte_ms: number | null
  tokens_per_second: number | null
  note: string
  changed_at: string | null
  changed_by: string | null
}

export type AutoTopUp = {
  /** Null: none is saved. */
  card: {
    brand: string
    last_four: string
  } | null
  enabled: boolean
  below_usd: string | null
  usd: string | null
  /** A payment is under way. */
  ordering: boolean
  /** Why it was turned off: the payment provider's own code, such as `card_declined`. */
  failure: string | null
  failed_at: string | null
}

export type Order = {
  id: string
  title: string
  origin: "checkout" | "auto"
  /** Decimal text in USD. */
  usd: string
  /** Decimal text; 1 USD = 500 000 quota. */
  quota: string
  status: "open" | "paid" | "expired" | "failed" | "refunded" | "partly_refunded"
  /** Decimal text in USD. */
  refunded_usd: string
  created_at: string
  paid_at: string | null
  /** Where the receipt is, once it was paid. */
  receipt: string | null
}

export type Voucher = {
  id: string
  last_four: string
  /** Decimal text in USD. */
  usd: string
  /** Decimal text; 1 USD = 500 000 quota. */
  quota: string
  state: "active" | "used_up" | "expired" | "revoked"
  redemptions: number
  redemptions_max: number
  expires_at: string | null
  note: string
  created_at: string
}

export type Alert = {
  id: string
  kind: "balance" | "budget"
  balance_below_usd: string | null
  budget_percent: number | null
  key_id: string | null
  email: string | null
  webhook_url: string | null
  state: "armed" | "fired"
  fired_at: string | null
  created_at: string
}

export type Delivery = {
  id: string
  channel: "email" | "webhook"
  target: string
  state: "waiting" | "delivered" | "failed"
  attempts: number
  last_result: string | null
  created_at: string
  next_try_at: string | null
}

export type ServerAlert = {
  id: string
  kind: "offer_set_aside" | "books_wrong" | "payment_mismatch" | "refund_loss" | "delivery_failed" | "auto_top_up_failed"
  subject: string
  says: string
  first_at: string
  last_at: string
  count: number
  done_at: string | null
}

export type UsageRecord = {
  request_id: string
  time: string
  key_id: string
  key_name: string
  endpoint: string
  model: string | null
  provider: string | null
  status: "success" | "user_error" | "quota" | "rate_limit" | "upstream" | "gateway" | "cancelled"
  error_code: string | null
  prompt_tokens: number
  completion_tokens: number
  cached_tokens: number
  reasoning_tokens: number
  token_details: Record<string, number>
  estimated: boolean
  /** Decimal text in USD. */
  cost_usd: string
  /** Decimal text in USD. */
  reversed_usd: string
  reversed_for: string | null
  /** Decimal text in USD. */
  adjusted_usd: string
  /** Decimal text in USD. */
  billed_usd: string
  /** Decimal text; 1 USD = 500 000 quota. */
  quota: string
  price_version: string | null
  latency_ms: number
  ttft_ms: number | null
  stream: boolean
  finish_reason: string | null
  stopped_by: string | null
  client_address: string | null
  user: string | null
  count: number
  attempts: Array<{
    provider: string
    upstream_model: string
    /** For operators, of providers with several credentials. */
    credential?: string
    started_ms: number
    duration_ms: number
    result: string
    status: number | null
    failure: string | null
    /** What the provider may charge though no customer pays for it; null: nothing, or not known. */
    lost_usd: string | null
  }>
  routing: string | null
}

export type StatisticsPoint = {
  requests: number
  errors: number
  /** Decimal text in USD. */
  cost_usd: string
  /** Decimal text in USD. */
  corrections_usd: string
  /** Decimal text; 1 USD = 500 000 quota. */
  quota: string
  prompt_tokens: number
  completion_tokens: number
  cached_tokens: number
  reasoning_tokens: number
  latency_ms: {
    p50: number | null
    p95: number | null
  }
  ttft_ms: {
    p50: number | null
    p95: number | null
  }
  start: string
}

export type StatisticsGroup = {
  requests: number
  errors: number
  /** Decimal text in USD. */
  cost_usd: string
  /** Decimal text in USD. */
  corrections_usd: string
  /** Decimal text; 1 USD = 500 000 quota. */
  quota: string
  prompt_tokens: number
  completion_tokens: number
  cached_tokens: number
  reasoning_tokens: number
  latency_ms: {
    p50: number | null
    p95: number | null
  }
  ttft_ms: {
    p50: number | null
    p95: number | null
  }
  group: string
  label: string
  series?: Array<StatisticsPoint>
}

/** By name: what each operation takes and gives. */
export interface Operations {
  /** create a key; the answer is the only one that shows it */
  'keys.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      name: string
      budget_usd?: string | null
      budget_reset?: "daily" | "weekly" | "monthly" | null
      model_budgets?: Record<string, string>
      member_id?: string | null
      expires?: string | null
      models?: "all" | "chat" | Array<string>
      limits?: {
        requests_per_minute?: number | null
        tokens_per_minute?: number | null
        concurrent_requests?: number | null
      }
      routing?: {
        regions?: Array<string> | null
        data_collection?: "allow" | "deny"
        zdr?: boolean
        continue_streams?: boolean
      } | null
    }
    answer: {
      id: string
      account_id: string
      name: string
      last_four: string
      state: "active" | "disabled" | "expired"
      budget_usd: string | null
      budget_quota: string | null
      budget_reset: "daily" | "weekly" | "monthly" | null
      budget_resets_at: string | null
      budget_spent_usd: string | null
      budget_remaining_usd: string | null
      model_budgets: Record<string, {
        budget_usd: string
        spent_usd: string
        held_usd: string
        remaining_usd: string
      }>
      member_id: string | null
      /** What holds for every request of the key; null: nothing. */
      routing: {
        regions: Array<string> | null
        data_collection: "allow" | "deny"
        zdr: boolean
        continue_streams: boolean
      } | null
      spent_usd: string
      spent_quota: string
      held_usd: string
      models: "all" | "chat" | Array<string>
      limits: {
        requests_per_minute?: number | null
        tokens_per_minute?: number | null
        concurrent_requests?: number | null
      }
      expires_at: string | null
      created_at: string
      last_used_at: string | null
      /** The secret; keep it. */
      key: string
    }
  }
  /** list keys with their spend, newest first */
  'keys.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        id: string
        account_id: string
        name: string
        last_four: string
        state: "active" | "disabled" | "expired"
        budget_usd: string | null
        budget_quota: string | null
        budget_reset: "daily" | "weekly" | "monthly" | null
        budget_resets_at: string | null
        budget_spent_usd: string | null
        budget_remaining_usd: string | null
        model_budgets: Record<string, {
          budget_usd: string
          spent_usd: string
          held_usd: string
          remaining_usd: string
        }>
        member_id: string | null
        /** What holds for every request of the key; null: nothing. */
        routing: {
          regions: Array<string> | null
          data_collection: "allow" | "deny"
          zdr: boolean
          continue_streams: boolean
        } | null
        spent_usd: string
        spent_quota: string
        held_usd: string
        models: "all" | "chat" | Array<string>
        limits: {
          requests_per_minute?: number | null
          tokens_per_minute?: number | null
          concurrent_requests?: number | null
        }
        expires_at: string | null
        created_at: string
        last_used_at: string | null
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** show one key */
  'keys.get': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      account_id: string
      name: string
      last_four: string
      state: "active" | "disabled" | "expired"
      budget_usd: string | null
      budget_quota: string | null
      budget_reset: "daily" | "weekly" | "monthly" | null
      budget_resets_at: string | null
      budget_spent_usd: string | null
      budget_remaining_usd: string | null
      model_budgets: Record<string, {
        budget_usd: string
        spent_usd: string
        held_usd: string
        remaining_usd: string
      }>
      member_id: string | null
      /** What holds for every request of the key; null: nothing. */
      routing: {
        regions: Array<string> | null
        data_collection: "allow" | "deny"
        zdr: boolean
        continue_streams: boolean
      } | null
      spent_usd: string
      spent_quota: string
      held_usd: string
      models: "all" | "chat" | Array<string>
      limits: {
        requests_per_minute?: number | null
        tokens_per_minute?: number | null
        concurrent_requests?: number | null
      }
      expires_at: string | null
      created_at: string
      last_used_at: string | null
    }
  }
  /** change name, budgets, member, expiry, models, limits or `disabled` */
  'keys.change': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      name?: string
      budget_usd?: string | null
      budget_reset?: "daily" | "weekly" | "monthly" | null
      model_budgets?: Record<string, string>
      member_id?: string | null
      expires?: string | null
      models?: "all" | "chat" | Array<string>
      limits?: {
        requests_per_minute?: number | null
        tokens_per_minute?: number | null
        concurrent_requests?: number | null
      }
      routing?: {
        regions?: Array<string> | null
        data_collection?: "allow" | "deny"
        zdr?: boolean
        continue_streams?: boolean
      } | null
      disabled?: boolean
    } | undefined
    answer: {
      id: string
      account_id: string
      name: string
      last_four: string
      state: "active" | "disabled" | "expired"
      budget_usd: string | null
      budget_quota: string | null
      budget_reset: "daily" | "weekly" | "monthly" | null
      budget_resets_at: string | null
      budget_spent_usd: string | null
      budget_remaining_usd: string | null
      model_budgets: Record<string, {
        budget_usd: string
        spent_usd: string
        held_usd: string
        remaining_usd: string
      }>
      member_id: string | null
      /** What holds for every request of the key; null: nothing. */
      routing: {
        regions: Array<string> | null
        data_collection: "allow" | "deny"
        zdr: boolean
        continue_streams: boolean
      } | null
      spent_usd: string
      spent_quota: string
      held_usd: string
      models: "all" | "chat" | Array<string>
      limits: {
        requests_per_minute?: number | null
        tokens_per_minute?: number | null
        concurrent_requests?: number | null
      }
      expires_at: string | null
      created_at: string
      last_used_at: string | null
    }
  }
  /** destroy a key and its secret */
  'keys.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      deleted: true
    }
  }
  /** take a key out of use, reversibly */
  'keys.revoke': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      id: string
      account_id: string
      name: string
      last_four: string
      state: "active" | "disabled" | "expired"
      budget_usd: string | null
      budget_quota: string | null
      budget_reset: "daily" | "weekly" | "monthly" | null
      budget_resets_at: string | null
      budget_spent_usd: string | null
      budget_remaining_usd: string | null
      model_budgets: Record<string, {
        budget_usd: string
        spent_usd: string
        held_usd: string
        remaining_usd: string
      }>
      member_id: string | null
      /** What holds for every request of the key; null: nothing. */
      routing: {
        regions: Array<string> | null
        data_collection: "allow" | "deny"
        zdr: boolean
        continue_streams: boolean
      } | null
      spent_usd: string
      spent_quota: string
      held_usd: string
      models: "all" | "chat" | Array<string>
      limits: {
        requests_per_minute?: number | null
        tokens_per_minute?: number | null
        concurrent_requests?: number | null
      }
      expires_at: string | null
      created_at: string
      last_used_at: string | null
    }
  }
  /** bring a revoked key back */
  'keys.enable': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      id: string
      account_id: string
      name: string
      last_four: string
      state: "active" | "disabled" | "expired"
      budget_usd: string | null
      budget_quota: string | null
      budget_reset: "daily" | "weekly" | "monthly" | null
      budget_resets_at: string | null
      budget_spent_usd: string | null
      budget_remaining_usd: string | null
      model_budgets: Record<string, {
        budget_usd: string
        spent_usd: string
        held_usd: string
        remaining_usd: string
      }>
      member_id: string | null
      /** What holds for every request of the key; null: nothing. */
      routing: {
        regions: Array<string> | null
        data_collection: "allow" | "deny"
        zdr: boolean
        continue_streams: boolean
      } | null
      spent_usd: string
      spent_quota: string
      held_usd: string
      models: "all" | "chat" | Array<string>
      limits: {
        requests_per_minute?: number | null
        tokens_per_minute?: number | null
        concurrent_requests?: number | null
      }
      expires_at: string | null
      created_at: string
      last_used_at: string | null
    }
  }
  /** give a key a new secret; the one before works for `overlap_hours` more */
  'keys.rotate': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      /** How long the secret before still works. */
      overlap_hours?: number
    } | undefined
    answer: {
      id: string
      account_id: string
      name: string
      last_four: string
      state: "active" | "disabled" | "expired"
      budget_usd: string | null
      budget_quota: string | null
      budget_reset: "daily" | "weekly" | "monthly" | null
      budget_resets_at: string | null
      budget_spent_usd: string | null
      budget_remaining_usd: string | null
      model_budgets: Record<string, {
        budget_usd: string
        spent_usd: string
        held_usd: string
        remaining_usd: string
      }>
      member_id: string | null
      /** What holds for every request of the key; null: nothing. */
      routing: {
        regions: Array<string> | null
        data_collection: "allow" | "deny"
        zdr: boolean
        continue_streams: boolean
      } | null
      spent_usd: string
      spent_quota: string
      held_usd: string
      models: "all" | "chat" | Array<string>
      limits: {
        requests_per_minute?: number | null
        tokens_per_minute?: number | null
        concurrent_requests?: number | null
      }
      expires_at: string | null
      created_at: string
      last_used_at: string | null
      /** The secret; keep it. */
      key: string
      /** The secret before works until then; null: it ended at once. */
      former_works_until: string | null
    }
  }
  /** show the secret again, to a person who sends their password along */
  'keys.reveal': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      code?: string
      passkey?: {
        id: string
        rawId: string
        type: "public-key"
        response: {
          clientDataJSON: string
          authenticatorData: string
          signature: string
          userHandle?: string | null
        } & Record<string, unknown>
      } & Record<string, unknown>
      /** Your own. Not needed when you signed in or confirmed within the last minutes and have no password. */
      password?: string
    } | undefined
    answer: {
      id: string
      /** The secret. */
      key: string
    }
  }
  /** list management keys, newest first */
  'management_keys.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        id: string
        name: string
        last_four: string
        scope: "read" | "account" | "operator"
        expires_at: string | null
        created_at: string
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** create a management key; the answer is the only one that shows it */
  'management_keys.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      name: string
      scope: "read" | "account" | "operator"
      expires?: string | null
    }
    answer: {
      id: string
      name: string
      last_four: string
      scope: "read" | "account" | "operator"
      expires_at: string | null
      created_at: string
      /** The secret, shown once. */
      key: string
    }
  }
  /** destroy a management key */
  'management_keys.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      deleted: true
    }
  }
  /** list what was done, newest first; `all=true` for every account, for an operator */
  'audit.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; action?: string | number | boolean | undefined; actor?: string | number | boolean | undefined; target?: string | number | boolean | undefined; from?: string | number | boolean | undefined; until?: string | number | boolean | undefined; all?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        sequence: number
        time: string
        /** `user:<id>`, `management_key:<id>`, `local`, or `nobody` for what a link or a password did. */
        actor: string
        /** The name of the endpoint, such as `keys.create`. */
        action: string
        account_id: string | null
        /** The ID of what was changed. */
        target: string | null
        before: Record<string, unknown> | null
        after: Record<string, unknown> | null
        address: string | null
        request_id: string
        hash: string
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** recompute every hash of the audit log */
  'audit.verify': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      ok: boolean
      entries: number
      /** The hash of the newest entry; keep it apart to notice a log that was cut. */
      head: string
      first_break: number | null
    }
  }
  /** show how far the books were checked, the anchor of the chain and every finding */
  'ledger.get': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      entries: number
      behind: number
      anchor: string
      unreconciled: number
      findings: Array<{
        check: string
        sequence: number | null
        subject: string
        says: string
      }>
    }
  }
  /** give the signed receipt of one charged request */
  'receipts.get': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      receipt: {
        version: 1
        issuer: string
        public_key_id: string
        request_id: string
        account_id: string
        key_id: string
        time: string
        endpoint: string
        model: string
        provider: string | null
        status: string
        finish_reason: string | null
        prompt_tokens: number
        cached_tokens: number
        cache_write_tokens: number
        completion_tokens: number
        reasoning_tokens: number
        estimated: boolean
        price_version: string
        price: unknown
        /** Decimal text in USD. */
        cost_usd: string
        cost_nano_usd: string
        /** Decimal text in USD. */
        reversed_usd: string
        /** Decimal text in USD. */
        billed_usd: string
        entry: {
          sequence: number
          hash: string
        }
      }
      /** Ed25519 over the canonical JSON (RFC 8785) of `receipt`, base64url. */
      signature: string
    }
  }
  /** make a new key that signs receipts from now on; earlier ones stay published */
  'receipt_keys.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      id: string
      algorithm: "Ed25519"
      public_key: string
      created_at: string
    }
  }
  /** make or change the budget of the account or of one of its members, on all models or on one */
  'budgets.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      member_id?: string | null
      model?: string | null
      budget_usd: string
      reset?: "daily" | "weekly" | "monthly" | null
    }
    answer: Budget
  }
  /** list those budgets, oldest first, with how they stand */
  'budgets.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<Budget>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** remove such a budget */
  'budgets.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      deleted: true
    }
  }
  /** list accounts with balances, oldest first; an operator sees all */
  'accounts.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** open a further account, which you own */
  'accounts.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      name: string
    }
    answer: {
      id: string
      name: string
      balance_usd: string
      quota: string
      held_usd: string
      available_usd: string
      /** The operator took it out of use: its keys are refused until he brings it back. */
      suspended: boolean
    }
  }
  /** refuse every key of an account from now on; running streams end with what they hold */
  'accounts.suspend': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      id: string
      name: string
      balance_usd: string
      quota: string
      held_usd: string
      available_usd: string
      /** The operator took it out of use: its keys are refused until he brings it back. */
      suspended: boolean
    }
  }
  /** bring a suspended account back */
  'accounts.unsuspend': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      id: string
      name: string
      balance_usd: string
      quota: string
      held_usd: string
      available_usd: string
      /** The operator took it out of use: its keys are refused until he brings it back. */
      suspended: boolean
    }
  }
  /** credit an account by hand; the same `reference` credits once */
  'credits.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      usd: string
      note?: string
      account_id?: string
      reference?: string
    }
    answer: {
      account_id: string
      /** Decimal text in USD. */
      usd: string
      /** Decimal text; 1 USD = 500 000 quota. */
      quota: string
      reference: string
      result: "credited" | "duplicate"
      /** Decimal text in USD. */
      balance_usd: string
      /** Decimal text; 1 USD = 500 000 quota. */
      balance_quota: string
    }
  }
  /** list credits and charges, newest first */
  'entries.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<Entry>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** list all public models with price and status */
  'models.list': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<Model>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** publish a model with its offers, in the form of the YAML; its price goes into the price book */
  'models.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      id: string
    } & Record<string, unknown>
    answer: Model
  }
  /** list the prices in force and to come, or all versions of one model */
  'prices.list': {
    ids: Record<string, never>
    query: { model?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<PriceVersion>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** publish prices now or from a later instant on, all or none; `dry_run` only compares */
  'prices.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      prices: Array<{
        model: string
        price: {
          /** Input tokens. A written-out 0 is a price. */
          input: string
          /** Output tokens. */
          output: string
          /** Input tokens read from the prompt cache; absent: as input. */
          cached_input?: string
          /** Input tokens written to the prompt cache; absent: as input. */
          cache_write?: string
          /** Input tokens written to a cache that lives an hour; absent: as cache_write. */
          cache_write_1h?: string
          /** Reasoning tokens; absent: as output. */
          reasoning?: string
          /** Input tokens that images become; absent: as input. */
          image_input?: string
          /** Input tokens that audio becomes; absent: audio is refused. */
          audio_input?: string
          /** Output tokens that are images; absent: image output is refused. */
          image_output?: string
          /** Output tokens that are audio; absent: audio output is refused. */
          audio_output?: string
          /** A fee per answered request, USD. */
          per_call_usd?: string
          /** Fees per call of tools that the provider runs, USD; a tool without one is refused. */
          per_tool_call_usd?: Record<string, string>
          /** Prices of what is no token, USD: images, minutes of sound, characters to speak, searches to rank. */
          per_unit_usd?: Record<string, string>
          /** Steps by prompt size, ascending and never cheaper. */
          tiers?: Array<{
            /** Prompts with more tokens than this pay these rates, for the whole request. */
            above_prompt_tokens: number
            /** Input tokens; absent: as below this size. */
            input?: string
            /** Output tokens; absent: as below this size. */
            output?: string
            /** Input tokens read from the prompt cache; absent: as input. */
            cached_input?: string
            /** Input tokens written to the prompt cache; absent: as input. */
            cache_write?: string
            /** Input tokens written to a cache that lives an hour; absent: as cache_write. */
            cache_write_1h?: string
            /** Reasoning tokens; absent: as output. */
            reasoning?: string
            /** Input tokens that images become; absent: as input. */
            image_input?: string
            /** Input tokens that audio becomes; absent: audio is refused. */
            audio_input?: string
            /** Output tokens that are images; absent: image output is refused. */
            image_output?: string
            /** Output tokens that are audio; absent: audio output is refused. */
            audio_output?: string
          }>
          /** Other rates at some hours of the UTC day, by when the request arrives. */
          windows?: Array<{
            /** First minute, UTC. */
            from: string
            /** First minute outside, UTC; earlier than `from`: on the next day. */
            until: string
            /** Input tokens; absent: as at other times. */
            input?: string
            /** Output tokens; absent: as at other times. */
            output?: string
            /** Input tokens read from the prompt cache; absent: as input. */
            cached_input?: string
            /** Input tokens written to the prompt cache; absent: as input. */
            cache_write?: string
            /** Input tokens written to a cache that lives an hour; absent: as cache_write. */
            cache_write_1h?: string
            /** Reasoning tokens; absent: as output. */
            reasoning?: string
            /** Input tokens that images become; absent: as input. */
            image_input?: string
            /** Input tokens that audio becomes; absent: audio is refused. */
            audio_input?: string
            /** Output tokens that are images; absent: image output is refused. */
            image_output?: string
            /** Output tokens that are audio; absent: audio output is refused. */
            audio_output?: string
            /** Steps by prompt size, ascending and never cheaper. */
            tiers?: Array<{
              /** Prompts with more tokens than this pay these rates, for the whole request. */
              above_prompt_tokens: number
              /** Input tokens; absent: as below this size. */
              input?: string
              /** Output tokens; absent: as below this size. */
              output?: string
              /** Input tokens read from the prompt cache; absent: as input. */
              cached_input?: string
              /** Input tokens written to the prompt cache; absent: as input. */
              cache_write?: string
              /** Input tokens written to a cache that lives an hour; absent: as cache_write. */
              cache_write_1h?: string
              /** Reasoning tokens; absent: as output. */
              reasoning?: string
              /** Input tokens that images become; absent: as input. */
              image_input?: string
              /** Input tokens that audio becomes; absent: audio is refused. */
              audio_input?: string
              /** Output tokens that are images; absent: image output is refused. */
              image_output?: string
              /** Output tokens that are audio; absent: audio output is refused. */
              audio_output?: string
            }>
          }>
        }
        effective_from?: string
        source: string
      }>
      approved_by: string
      force?: boolean
      dry_run?: boolean
    }
    answer: {
      dry_run: boolean
      data: Array<{
        model: string
        result: "published" | "would_publish" | "unchanged" | "implausible" | "unknown_model" | "read_only"
        version: string | null
        compared_with: string | null
        effective_from: string
        changes: Array<{
          line: string
          from: string | null
          to: string | null
          implausible: boolean
        }>
      }>
    }
  }
  /** compare a public price list with the price book; `approve` publishes what is plausible, and never a price of the YAML */
  'prices.import': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      /** Whose list it is. */
      from: "genai-prices" | "litellm" | "models.dev" | "openrouter"
      /** The file as it is, as one text: JSON of up to 16 MiB. */
      list: string
      /** What the list is called, for the source of each price. */
      file?: string
      /** Only these; absent: all. */
      models?: Array<string>
      /** Of models that several providers serve, this one's price. */
      provider?: string
      /** Publishes what is plausible; absent: only compares. */
      approve?: boolean
      /** Who approves; needed to publish. */
      approved_by?: string
      /** Publishes implausible jumps too. */
      force?: boolean
    }
    answer: {
      from: "genai-prices" | "litellm" | "models.dev" | "openrouter"
      published: boolean
      data: Array<{
        model: string
        result: "published" | "would_publish" | "unchanged" | "implausible" | "unknown_model" | "read_only"
        version: string | null
        compared_with: string | null
        effective_from: string
        changes: Array<{
          line: string
          from: string | null
          to: string | null
          implausible: boolean
        }>
      }>
      read_only: Array<string>
      not_in_list: Array<string>
      without_provider: Array<string>
      unusable: Array<{
        model: string
        reason: string
      }>
      unknown: Array<string>
    }
  }
  /** show what past charges would have been under other prices; `post` adjusts them */
  'prices.rerate': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      since: string
      until?: string
      model?: string
      account_id?: string
      against?: string
      post?: boolean
      note?: string
    }
    answer: {
      since: string
      until: string
      against: string
      posted: boolean
      data: Array<{
        account_id: string
        model: string
        price_version: string
        against_version: string
        requests: number
        /** Decimal text in USD. */
        charged_usd: string
        /** Decimal text in USD. */
        rerated_usd: string
        /** Decimal text in USD. */
        difference_usd: string
        /** Decimal text in USD. */
        posted_usd: string
        /** Decimal text in USD. */
        short_usd: string
      }>
      left: {
        not_charged: number
        not_reproducible: number
        no_price: number
      }
    }
  }
  /** compare a provider's bill with the provider cost recorded here, per model and UTC day; changes nothing */
  'reconcile.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      provider: string
      since: string
      until: string
      lines: Array<{
        date: string
        model: string | null
        cost_usd?: string
        input_tokens?: number
        cached_input_tokens?: number
        output_tokens?: number
      }>
      threshold_percent?: string
      tolerance_usd?: string
    }
    answer: {
      provider: string
      since: string
      until: string
      threshold_percent: string
      tolerance_usd: string
      agrees: boolean
      total: Array<{
        measure: "cost_usd" | "input_tokens" | "cached_input_tokens" | "output_tokens"
        ours: string
        theirs: string
        difference: string
        percent: string | null
        drifts: boolean
      }>
      models: Array<{
        model: string
        our_names: Array<string>
        their_names: Array<string>
        match: "matched" | "only_ours" | "only_theirs" | "unknown"
        requests: number
        requests_without_cost: number
        requests_estimated: number
        lost_tries: number
        lost_usd: string
      }>
      data: Array<{
        measure: "cost_usd" | "input_tokens" | "cached_input_tokens" | "output_tokens"
        ours: string
        theirs: string
        difference: string
        percent: string | null
        drifts: boolean
        date: string
        model: string
        side: "both" | "only_ours" | "only_theirs"
      }>
    }
  }
  /** list the connected providers with their credentials, which are never shown */
  'providers.list': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        id: string
        name: string
        base_url: string
        dialect: string
        models: number
        status: string
        simulated: boolean
        from: string
        editable: boolean
        credentials: Array<{
          id: string | null
          name: string
          weight: number
          last_four: string
          disabled: boolean
          state: string
          spared_until: string | null
          created_at: string | null
        }>
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** connect a vendor by its ID, or any server that speaks one of the dialects */
  'providers.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      /** Your name for it. The ID of a known vendor fills in the rest of its facts. */
      id: string
      /** Label for people. */
      name?: string
      /** The known vendor whose facts fill in the rest, when the id is another: a second account, a second region. */
      vendor?: string
      /** The wire language it speaks. */
      dialect?: "openai-chat" | "openai-responses" | "anthropic-messages" | "gemini" | "bedrock-converse"
      /** http or https, version segment included, no credentials. Not needed for a known vendor. */
      base_url?: string
      /** Its credential; write ${VARIABLE} rather than the secret itself. */
      api_key?: string
      /** Several credentials instead of `api_key`; one that is refused or limited gives way to the next. */
      api_keys?: Array<{
        /** Shown in usage records; unique within the provider. */
        name?: string
        /** The credential itself. */
        value: string
        /** Share of the requests among the credentials that are fit; 1 when absent. */
        weight?: number
      }>
      /** What a vendor's base URL needs from you: a region, a project, an account; see providers.md. */
      base_url_parts?: Record<string, string>
      /** How the credential travels; bearer when absent. aws-role: a provider of Amazon, signed with the keys of the role that this server runs in. */
      auth?: "bearer" | "none" | "aws-role" | {
        header: string
      }
      /** Allows a loopback or private address. */
      allow_private?: boolean
      /** The request field that carries the output cap. */
      output_cap_field?: "max_tokens" | "max_completion_tokens"
      /** False: it refuses stream_options. */
      takes_stream_options?: boolean
      /** False: its streams end without a finish_reason. */
      sends_finish_reason?: boolean
      /** Harmless request fields that it refuses: dropped, and named in a response header. */
      drops_params?: Array<string>
      /** Where it processes prompts, such as eu; callers may ask for regions. */
      region?: string
      /** False: it neither stores prompts for itself nor trains on them. Absent: not known, which counts as true. */
      collects_data?: boolean
      /** False: it keeps nothing of a request at all. Absent: not known, which counts as true. */
      retains_data?: boolean
    }
    answer: {
      id: string
      name: string
      base_url: string
      dialect: string
      models: number
      status: string
      simulated: boolean
      from: string
      editable: boolean
      credentials: Array<{
        id: string | null
        name: string
        weight: number
        last_four: string
        disabled: boolean
        state: string
        spared_until: string | null
        created_at: string | null
      }>
    }
  }
  /** list the vendors that can be connected by their ID, and what each needs */
  'vendors.list': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        id: string
        name: string
        dialect: string
        credential: string
        local: boolean
        base_url: string
        base_url_parts: Array<{
          name: string
          means: string
          fallback: string | null
        }>
        docs: string
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** change the description of a connected provider; another host takes its credentials away */
  'providers.change': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      /** Label for people. */
      name?: string
      /** The wire language it speaks. */
      dialect?: "openai-chat" | "openai-responses" | "anthropic-messages" | "gemini" | "bedrock-converse"
      /** http or https, version segment included, no credentials. Not needed for a known vendor. */
      base_url?: string
      /** What a vendor's base URL needs from you: a region, a project, an account; see providers.md. */
      base_url_parts?: Record<string, string>
      /** How the credential travels; bearer when absent. aws-role: a provider of Amazon, signed with the keys of the role that this server runs in. */
      auth?: "bearer" | "none" | "aws-role" | {
        header: string
      }
      /** Allows a loopback or private address. */
      allow_private?: boolean
      /** The request field that carries the output cap. */
      output_cap_field?: "max_tokens" | "max_completion_tokens"
      /** False: it refuses stream_options. */
      takes_stream_options?: boolean
      /** False: its streams end without a finish_reason. */
      sends_finish_reason?: boolean
      /** Harmless request fields that it refuses: dropped, and named in a response header. */
      drops_params?: Array<string>
      /** Where it processes prompts, such as eu; callers may ask for regions. */
      region?: string
      /** False: it neither stores prompts for itself nor trains on them. Absent: not known, which counts as true. */
      collects_data?: boolean
      /** False: it keeps nothing of a request at all. Absent: not known, which counts as true. */
      retains_data?: boolean
    } | undefined
    answer: {
      id: string
      name: string
      base_url: string
      dialect: string
      models: number
      status: string
      simulated: boolean
      from: string
      editable: boolean
      credentials: Array<{
        id: string | null
        name: string
        weight: number
        last_four: string
        disabled: boolean
        state: string
        spared_until: string | null
        created_at: string | null
      }>
    }
  }
  /** disconnect a provider and destroy its credentials */
  'providers.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      deleted: true
    }
  }
  /** add a credential to a connected provider */
  'providers.credentials': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      name: string
      value: string
      /**  */
      weight?: number
    }
    answer: {
      id: string
      name: string
      base_url: string
      dialect: string
      models: number
      status: string
      simulated: boolean
      from: string
      editable: boolean
      credentials: Array<{
        id: string | null
        name: string
        weight: number
        last_four: string
        disabled: boolean
        state: string
        spared_until: string | null
        created_at: string | null
      }>
    }
  }
  /** change the weight of a credential, disable or enable it */
  'provider_credentials.change': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      /**  */
      weight?: number
      disabled?: boolean
    } | undefined
    answer: {
      id: string
      name: string
      base_url: string
      dialect: string
      models: number
      status: string
      simulated: boolean
      from: string
      editable: boolean
      credentials: Array<{
        id: string | null
        name: string
        weight: number
        last_four: string
        disabled: boolean
        state: string
        spared_until: string | null
        created_at: string | null
      }>
    }
  }
  /** destroy a credential */
  'provider_credentials.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      deleted: true
    }
  }
  /** send one small real request to a provider, with each of its credentials */
  'providers.test': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      provider: string
      ok: boolean
      status: number | null
      latency_ms: number
      result: string
    }
  }
  /** list the models that a provider says it serves */
  'providers.models': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        id: string
        context_length: number | null
        published_as: string | null
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** take down a model that was published through this API */
  'models.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      deleted: true
    }
  }
  /** list what the last probe of each kind found for each offer, and whether a run is under way */
  'verifications.list': {
    ids: Record<string, never>
    query: { model?: string | number | boolean | undefined; provider?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      waiting: number
      stopped_by: string | null
      /** What probes cost the operator in this calendar month (UTC). */
      spent_usd: string
      cap_usd: string
      data: Array<{
        model: string
        provider: string
        upstream_model: string
        probe: "buffered" | "streaming" | "stream_usage" | "tools" | "parallel_tools" | "tool_result" | "json_schema" | "image_input" | "reasoning" | "long_output" | "cancel"
        result: "passed" | "failed" | "error"
        found: string
        evidence: string
        latency_ms: number
        cost_usd: string
        at: string
      }>
    }
  }
  /** start to probe offers in the background: of one model, of one provider, or all; the operator pays */
  'verifications.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      model?: string
      provider?: string
      probes?: Array<"buffered" | "streaming" | "stream_usage" | "tools" | "parallel_tools" | "tool_result" | "json_schema" | "image_input" | "reasoning" | "long_output" | "cancel">
    } | undefined
    answer: {
      waiting: number
      stopped_by: string | null
      /** What probes cost the operator in this calendar month (UTC). */
      spent_usd: string
      cap_usd: string
      data: Array<{
        model: string
        provider: string
        upstream_model: string
        probe: "buffered" | "streaming" | "stream_usage" | "tools" | "parallel_tools" | "tool_result" | "json_schema" | "image_input" | "reasoning" | "long_output" | "cancel"
        result: "passed" | "failed" | "error"
        found: string
        evidence: string
        latency_ms: number
        cost_usd: string
        at: string
      }>
    }
  }
  /** list the offers with their health, speed and data policy */
  'offers.list': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<Offer>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** drain an offer or take it back, or say where it processes prompts and what becomes of them */
  'offers.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      offer: string
      drained?: boolean
      region?: string | null
      collects_data?: boolean | null
      retains_data?: boolean | null
      note?: string
    }
    answer: Offer
  }
  /** say which offers a request for a model would be sent to now, and why others not; sends nothing */
  'route.explain': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      model: string
      models?: Array<string>
      provider?: Record<string, unknown>
    }
    answer: {
      model: string
      why: string
      candidates: Array<{
        offer: string
        provider: string
        model: string
        upstream_model: string
        place: number | null
        reason: string | null
        share_percent: number | null
        weight: number
        region: string | null
        collects_data: boolean | null
        retains_data: boolean | null
        first_byte_ms: number | null
        tokens_per_second: number | null
      }>
      retry_after_ms: number | null
    }
  }
  /** show balance, packages and whether credit can be bought */
  'billing.get': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      /** Decimal text in USD. */
      balance_usd: string
      /** Decimal text; 1 USD = 500 000 quota. */
      quota: string
      /** Decimal text in USD. */
      held_usd: string
      /** Decimal text in USD. */
      available_usd: string
      payments: {
        enabled: boolean
        provider: string | null
        message: string | null
      }
      packages: Array<{
        id: string
        name: string
        /** Decimal text in USD. */
        usd: string
        /** Decimal text; 1 USD = 500 000 quota. */
        quota: string
      }>
      custom: {
        /** Decimal text in USD. */
        min_usd: string
        /** Decimal text in USD. */
        max_usd: string
      }
    }
  }
  /** order credit; the answer has the page where it is paid */
  'billing.checkout': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      package?: "starter" | "growth" | "scale"
      usd?: string
    } | undefined
    answer: {
      id: string
      title: string
      origin: "checkout" | "auto"
      /** Decimal text in USD. */
      usd: string
      /** Decimal text; 1 USD = 500 000 quota. */
      quota: string
      status: "open" | "paid" | "expired" | "failed" | "refunded" | "partly_refunded"
      /** Decimal text in USD. */
      refunded_usd: string
      created_at: string
      paid_at: string | null
      /** Where the receipt is, once it was paid. */
      receipt: string | null
      /** The payment provider's page: send the browser there. */
      url: string
    }
  }
  /** show the saved card and the rule that orders credit by itself */
  'billing.auto_top_up': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: AutoTopUp
  }
  /** order credit by itself with the saved card whenever the balance falls below a line, or stop that */
  'billing.auto_top_up.put': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      enabled: boolean
      below_usd: string
      usd: string
    }
    answer: AutoTopUp
  }
  /** open the payment provider's page where a card is saved */
  'billing.card': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      /** The payment provider's page: send the browser there. */
      url: string
    }
  }
  /** forget the saved card; automatic top-ups stop */
  'billing.card.delete': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      removed: true
    }
  }
  /** list orders of credit, newest first */
  'billing.orders': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<Order>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** show one order */
  'billing.orders.get': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: Order
  }
  /** the receipt of a paid order, as HTML or PDF */
  'billing.orders.receipt': {
    ids: { id: string }
    query: { format?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: Response
  }
  /** redeem a voucher for credit, once for each account */
  'billing.redeem': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      code: string
    }
    answer: {
      voucher_id: string
      /** Decimal text in USD. */
      usd: string
      /** Decimal text; 1 USD = 500 000 quota. */
      quota: string
      /** Decimal text in USD. */
      balance_usd: string
      /** Decimal text; 1 USD = 500 000 quota. */
      balance_quota: string
    }
  }
  /** take an event of Stripe, proved by its signature */
  'billing.stripe_events': {
    ids: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: {
      received: true
      result: "applied" | "duplicate" | "mismatch" | "ignored"
    }
  }
  /** make vouchers; the answer is the only one that shows their codes */
  'vouchers.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      usd: string
      count?: number
      redemptions_max?: number
      expires?: string | null
      note?: string
    }
    answer: {
      data: Array<{
        id: string
        last_four: string
        /** Decimal text in USD. */
        usd: string
        /** Decimal text; 1 USD = 500 000 quota. */
        quota: string
        state: "active" | "used_up" | "expired" | "revoked"
        redemptions: number
        redemptions_max: number
        expires_at: string | null
        note: string
        created_at: string
        /** Shown once. */
        code: string
      }>
    }
  }
  /** list vouchers, newest first */
  'vouchers.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<Voucher>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** take a voucher out of use; what was redeemed stays */
  'vouchers.revoke': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      id: string
      revoked: true
    }
  }
  /** be told when the balance is low or a key's budget nearly spent; the answer has the webhook's secret */
  'alerts.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      balance_below_usd?: string
      budget_percent?: number
      key_id?: string
      email?: string
      webhook_url?: string
    } | undefined
    answer: {
      id: string
      kind: "balance" | "budget"
      balance_below_usd: string | null
      budget_percent: number | null
      key_id: string | null
      email: string | null
      webhook_url: string | null
      state: "armed" | "fired"
      fired_at: string | null
      created_at: string
      /** What a receiver checks signatures by. */
      webhook_secret: string | null
    }
  }
  /** list alerts, oldest first */
  'alerts.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<Alert>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** remove an alert and its log */
  'alerts.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      deleted: true
    }
  }
  /** send a test on every way of an alert */
  'alerts.test': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      data: Array<Delivery>
    }
  }
  /** list what an alert has sent, newest first */
  'alerts.deliveries': {
    ids: { id: string }
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<Delivery>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** say whether responses of `/v1/responses` are kept for this account */
  'response_storage.get': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      allowed: boolean
    }
  }
  /** let responses be kept, encrypted and for a time, or keep none and delete those that are */
  'response_storage.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      allowed: boolean
    }
    answer: {
      allowed: boolean
    }
  }
  /** list what the operator has to know or do: open ones first, then newest first */
  'server_alerts.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<ServerAlert>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** say that an alert of the server is done; the next of its kind is a new one */
  'server_alerts.close': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      id: string
      done: true
    }
  }
  /** list usage records, newest first */
  'usage.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; request_id?: string | number | boolean | undefined; model?: string | number | boolean | undefined; key_id?: string | number | boolean | undefined; member_id?: string | number | boolean | undefined; provider?: string | number | boolean | undefined; status?: string | number | boolean | undefined; error_code?: string | number | boolean | undefined; stream?: string | number | boolean | undefined; user?: string | number | boolean | undefined; cost_min_usd?: string | number | boolean | undefined; cost_max_usd?: string | number | boolean | undefined; from?: string | number | boolean | undefined; until?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<UsageRecord>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** add up the usage records that pass the same filters */
  'usage.summary': {
    ids: Record<string, never>
    query: { request_id?: string | number | boolean | undefined; model?: string | number | boolean | undefined; key_id?: string | number | boolean | undefined; member_id?: string | number | boolean | undefined; provider?: string | number | boolean | undefined; status?: string | number | boolean | undefined; error_code?: string | number | boolean | undefined; stream?: string | number | boolean | undefined; user?: string | number | boolean | undefined; cost_min_usd?: string | number | boolean | undefined; cost_max_usd?: string | number | boolean | undefined; from?: string | number | boolean | undefined; until?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      requests: number
      errors: number
      /** Decimal text in USD. */
      cost_usd: string
      /** Decimal text in USD. */
      corrections_usd: string
      /** Decimal text; 1 USD = 500 000 quota. */
      quota: string
      prompt_tokens: number
      completion_tokens: number
    }
  }
  /** count requests and errors over time under the same filters */
  'usage.histogram': {
    ids: Record<string, never>
    query: { buckets?: string | number | boolean | undefined; request_id?: string | number | boolean | undefined; model?: string | number | boolean | undefined; key_id?: string | number | boolean | undefined; member_id?: string | number | boolean | undefined; provider?: string | number | boolean | undefined; status?: string | number | boolean | undefined; error_code?: string | number | boolean | undefined; stream?: string | number | boolean | undefined; user?: string | number | boolean | undefined; cost_min_usd?: string | number | boolean | undefined; cost_max_usd?: string | number | boolean | undefined; from?: string | number | boolean | undefined; until?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      time_zone: "UTC"
      from: string
      until: string
      bucket_seconds: number
      data: Array<{
        start: string
        requests: number
        errors: number
        /** Decimal text in USD. */
        cost_usd: string
      }>
    }
  }
  /** download all usage records that pass the filters, as CSV or JSON */
  'usage.export': {
    ids: Record<string, never>
    query: { format?: string | number | boolean | undefined; request_id?: string | number | boolean | undefined; model?: string | number | boolean | undefined; key_id?: string | number | boolean | undefined; member_id?: string | number | boolean | undefined; provider?: string | number | boolean | undefined; status?: string | number | boolean | undefined; error_code?: string | number | boolean | undefined; stream?: string | number | boolean | undefined; user?: string | number | boolean | undefined; cost_min_usd?: string | number | boolean | undefined; cost_max_usd?: string | number | boolean | undefined; from?: string | number | boolean | undefined; until?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: Response
  }
  /** follow usage records as server-sent events while they are written */
  'usage.tail': {
    ids: Record<string, never>
    query: { request_id?: string | number | boolean | undefined; model?: string | number | boolean | undefined; key_id?: string | number | boolean | undefined; member_id?: string | number | boolean | undefined; provider?: string | number | boolean | undefined; status?: string | number | boolean | undefined; error_code?: string | number | boolean | undefined; stream?: string | number | boolean | undefined; user?: string | number | boolean | undefined; cost_min_usd?: string | number | boolean | undefined; cost_max_usd?: string | number | boolean | undefined; from?: string | number | boolean | undefined; until?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: Response
  }
  /** show the usage record of one request ID */
  'usage.get': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      request_id: string
      time: string
      key_id: string
      key_name: string
      endpoint: string
      model: string | null
      provider: string | null
      status: "success" | "user_error" | "quota" | "rate_limit" | "upstream" | "gateway" | "cancelled"
      error_code: string | null
      prompt_tokens: number
      completion_tokens: number
      cached_tokens: number
      reasoning_tokens: number
      token_details: Record<string, number>
      estimated: boolean
      /** Decimal text in USD. */
      cost_usd: string
      /** Decimal text in USD. */
      reversed_usd: string
      reversed_for: string | null
      /** Decimal text in USD. */
      adjusted_usd: string
      /** Decimal text in USD. */
      billed_usd: string
      /** Decimal text; 1 USD = 500 000 quota. */
      quota: string
      price_version: string | null
      latency_ms: number
      ttft_ms: number | null
      stream: boolean
      finish_reason: string | null
      stopped_by: string | null
      client_address: string | null
      user: string | null
      count: number
      attempts: Array<{
        provider: string
        upstream_model: string
        /** For operators, of providers with several credentials. */
        credential?: string
        started_ms: number
        duration_ms: number
        result: string
        status: number | null
        failure: string | null
        /** What the provider may charge though no customer pays for it; null: nothing, or not known. */
        lost_usd: string | null
      }>
      routing: string | null
      /** The parts that the cost is made of, before it is rounded up. */
      cost_lines: Array<{
        kind: "input" | "cached_input" | "cache_write" | "output" | "reasoning" | "fees"
        tokens: number | null
        usd_per_million: string | null
        /** Decimal text in USD. */
        usd: string
      }> | null
      price: {
        effective_from: string
        source: string | null
      } | null
    }
  }
  /** show what one request asked, as the body of a chat completion, where the account lets responses be kept */
  'usage.request': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      /** Null where it is not kept: only requests to `/v1/responses` are, and only where the account allows it. */
      chat_completion: Record<string, unknown> | null
      /** What it asked that chat completions have no word for. */
      left_out: Array<string>
      storage_allowed: boolean
    }
  }
  /** spend, requests, tokens, errors and speed by group and time */
  'stats.list': {
    ids: Record<string, never>
    query: { group_by?: string | number | boolean | undefined; interval?: string | number | boolean | undefined; order_by?: string | number | boolean | undefined; top?: string | number | boolean | undefined; from?: string | number | boolean | undefined; until?: string | number | boolean | undefined; model?: string | number | boolean | undefined; key_id?: string | number | boolean | undefined; member_id?: string | number | boolean | undefined; provider?: string | number | boolean | undefined; status?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      time_zone: "UTC"
      from: string
      until: string
      group_by: string
      order_by: string
      total: {
        requests: number
        errors: number
        /** Decimal text in USD. */
        cost_usd: string
        /** Decimal text in USD. */
        corrections_usd: string
        /** Decimal text; 1 USD = 500 000 quota. */
        quota: string
        prompt_tokens: number
        completion_tokens: number
        cached_tokens: number
        reasoning_tokens: number
        latency_ms: {
          p50: number | null
          p95: number | null
        }
        ttft_ms: {
          p50: number | null
          p95: number | null
        }
        series?: Array<StatisticsPoint>
      }
      data: Array<StatisticsGroup | StatisticsPoint>
      other: StatisticsGroup | null
    }
  }
  /** make a token that stands for one key for 15 minutes */
  'playground_tokens.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      key_id: string
    }
    answer: {
      token: string
      key_id: string
      expires_at: string
    }
  }
  /** list all public models with price and status, for anybody */
  'public.models': {
    ids: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: {
      data: Array<Model>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** the health of the gateway and its providers over 90 days, for anybody */
  'public.status': {
    ids: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: {
      time_zone: "UTC"
      updated_at: string
      gateway: {
        state: "operational" | "degraded" | "down" | "no_data"
        availability: number | null
        days: Array<{
          date: string
          state: "operational" | "degraded" | "down" | "no_data"
          availability: number | null
        }>
      }
      providers: Array<{
        state: "operational" | "degraded" | "down" | "no_data"
        availability: number | null
        days: Array<{
          date: string
          state: "operational" | "degraded" | "down" | "no_data"
          availability: number | null
        }>
        id: string
        name: string
      }>
    }
  }
  /** redeem a setup link, once: makes its owner, who operates the server, and signs in */
  'setup.create': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      token: string
      email: string
      password: string
      name?: string
    }
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** make a new setup link, which replaces the unused one */
  'setup_links.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      setup_url: string
      expires_at: string
    }
  }
  /** show what the sign-in page can offer */
  'sign_in.get': {
    ids: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: {
      /** Nobody has an account yet: the setup link comes first. */
      setup_needed: boolean
      password: true
      sign_up: boolean
      /** The other services that sign people in, in the order of their buttons. */
      oidc: Array<{
        id: string
        name: string
        issuer: string
      }>
      /** Passkeys work here: the server is known by a name, not by an IP number. */
      passkeys: boolean
      password_min: number
      password_max: number
    }
  }
  /** sign in with an e-mail address and a password */
  'sign_in.create': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      email: string
      password: string
      code?: string
    }
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** sign in with a passkey, which says itself whose it is */
  'sign_in.passkey': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      passkey: {
        id: string
        rawId: string
        type: "public-key"
        response: {
          clientDataJSON: string
          authenticatorData: string
          signature: string
          userHandle?: string | null
        } & Record<string, unknown>
      } & Record<string, unknown>
    }
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** make a user with an account of their own, where the operator allows it */
  'sign_up.create': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      email: string
      password: string
      name?: string
      account_name?: string
    }
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** show what an invitation's link is for */
  'invitations.read': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      token: string
    }
    answer: {
      account_name: string
      email: string
      role: "viewer" | "developer" | "admin" | "owner"
      /** The address already has a user here, whose password is asked for. */
      known: boolean
      expires_at: string
    }
  }
  /** accept an invitation, once, and sign in; with a password, a passkey or another service */
  'invitations.accept': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      token: string
      code?: string
      passkey?: {
        id: string
        rawId: string
        type: "public-key"
        response: {
          clientDataJSON: string
          authenticatorData: string
          signature: string
          userHandle?: string | null
        } & Record<string, unknown>
      } & Record<string, unknown>
      /** Instead of a password: another service that says the invited address is checked. */
      oidc?: {
        query: string
        /** Which service, as `GET /sign-in` lists them; absent: the first. */
        service?: string
      }
      /** Your own when the address already has a user here, else the one to be set. */
      password?: string
      name?: string
    }
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** show the account, the person and what this credential may do */
  'session.get': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** sign out */
  'session.delete': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      signed_out: true
    }
  }
  /** prove again who you are, for sensitive actions of the next minutes; the cookie changes */
  'session.confirm': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      password?: string
      code?: string
      passkey?: {
        id: string
        rawId: string
        type: "public-key"
        response: {
          clientDataJSON: string
          authenticatorData: string
          signature: string
          userHandle?: string | null
        } & Record<string, unknown>
      } & Record<string, unknown>
      oidc?: {
        query: string
        /** Which service, as `GET /sign-in` lists them; absent: the first. */
        service?: string
      }
    } | undefined
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** turn this browser to another of your accounts; the cookie changes */
  'session.account': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      account_id: string
    }
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** list your browsers, newest first */
  'sessions.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        id: string
        current: boolean
        created_at: string
        expires_at: string
        address: string | null
        /** The browser's own name for itself. */
        browser: string
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** sign out every browser but this one */
  'sessions.delete_all': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      ended: number
    }
  }
  /** sign out one of your browsers */
  'sessions.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      ended: true
    }
  }
  /** change your name */
  'user.change': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      name: string
    }
    answer: {
      id: string
      email: string
      name: string
      /** May operate the whole server. */
      operator: boolean
      disabled: boolean
      created_at: string
    }
  }
  /** change your password; your other browsers are signed out */
  'user.password': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      password?: string
      code?: string
      passkey?: {
        id: string
        rawId: string
        type: "public-key"
        response: {
          clientDataJSON: string
          authenticatorData: string
          signature: string
          userHandle?: string | null
        } & Record<string, unknown>
      } & Record<string, unknown>
      new_password: string
    }
    answer: {
      id: string
      email: string
      name: string
      /** May operate the whole server. */
      operator: boolean
      disabled: boolean
      created_at: string
    }
  }
  /** ask for what a passkey has to sign, once, in this browser: to sign in, or to prove again who you are */
  'passkey_requests.create': {
    ids: Record<string, never>
    query: Record<string, never>
    body: Record<string, never> | undefined
    answer: {
      /** `PublicKeyCredentialRequestOptionsJSON` for `navigator.credentials.get()`. */
      options: {
        challenge: string
      } & Record<string, unknown>
    }
  }
  /** begin to add a passkey */
  'user.passkeys.options': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      /** `PublicKeyCredentialCreationOptionsJSON` for `navigator.credentials.create()`. */
      options: {
        challenge: string
      } & Record<string, unknown>
    }
  }
  /** add the passkey that the browser made; from then on the password alone opens nothing */
  'user.passkeys': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      name: string
      passkey: {
        id: string
        rawId: string
        type: "public-key"
        response: {
          clientDataJSON: string
          attestationObject: string
          transports?: Array<string>
        } & Record<string, unknown>
      } & Record<string, unknown>
    }
    answer: {
      recovery_codes: Array<string> | null
      passkey: {
        id: string
        name: string
        created_at: string
        used_at: string | null
      }
    }
  }
  /** remove a passkey of yours */
  'user.passkeys.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      removed: true
    }
  }
  /** show what you have beside your password */
  'user.factors': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      /** False: another service signs you in, and you have no password here. */
      password: boolean
      /** An authenticator app is set up. */
      totp: boolean
      /** Oldest first. */
      passkeys: Array<{
        id: string
        name: string
        created_at: string
        used_at: string | null
      }>
      recovery_codes_left: number
      /** Other services that sign you in. */
      identities: Array<{
        issuer: string
        name: string
        created_at: string
      }>
    }
  }
  /** begin to set up an authenticator app; nothing holds until a code of it confirms that */
  'user.totp': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      /** In base 32, to be typed into an app that cannot read the picture. */
      secret: string
      /** The same for apps, usually shown as a QR code. */
      otpauth_url: string
      /** Until then a code of the app has to confirm it. */
      expires_at: string
    }
  }
  /** remove the authenticator app */
  'user.totp.delete': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      removed: true
    }
  }
  /** confirm the app with one of its codes; from then on a code is asked for with your password */
  'user.totp.confirm': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      code: string
    }
    answer: {
      recovery_codes: Array<string> | null
    }
  }
  /** make new recovery codes; those before open nothing any more */
  'user.recovery_codes': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      /** Each works once, in place of a second factor. Never shown again. */
      recovery_codes: Array<string>
    }
  }
  /** begin to prove who you are through a service that the operator set up, in this browser */
  'oidc_requests.create': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      /** Which service, as `GET /sign-in` lists them; absent: the first. */
      service?: string
      /** True: to confirm who sits there, so the service asks them to sign in anew. */
      fresh?: boolean
    } | undefined
    answer: {
      /** Where the browser goes next. */
      url: string
    }
  }
  /** sign in with what the service sent the browser back with, once */
  'sign_in.oidc': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      query: string
      /** Which service, as `GET /sign-in` lists them; absent: the first. */
      service?: string
    }
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** send the code of the second factor, where that was asked for behind the service */
  'sign_in.oidc.code': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      code: string
    }
    answer: {
      /** The account that everything is looked up under. */
      account: {
        id: string
        name: string
        balance_usd: string
        quota: string
        held_usd: string
        available_usd: string
        /** The operator took it out of use: its keys are refused until he brings it back. */
        suspended: boolean
      }
      scope: "read" | "account" | "operator" | "local"
      /** The actions that this credential may do here. */
      permissions: Array<string>
      expires_at: string | null
      /** Null for a management key. */
      user: {
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      } | null
      /** Of the user in the account; null for an operator who is no member. */
      role: "viewer" | "developer" | "admin" | "owner" | null
      /** The accounts that the user is a member of. */
      accounts: Array<{
        id: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
      }>
      /** Until then sensitive actions need no new confirmation. */
      confirmed_until: string | null
    }
  }
  /** connect the identity that the service sent the browser back with */
  'user.identities': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      query: string
      /** Which service, as `GET /sign-in` lists them; absent: the first. */
      service?: string
    }
    answer: {
      identities: Array<{
        issuer: string
        name: string
        created_at: string
      }>
    }
  }
  /** disconnect all identities of other services, or those of one issuer */
  'user.identities.delete': {
    ids: Record<string, never>
    query: { issuer?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      unlinked: number
    }
  }
  /** rename the account */
  'account.change': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      name: string
    }
    answer: {
      id: string
      name: string
      balance_usd: string
      quota: string
      held_usd: string
      available_usd: string
      /** The operator took it out of use: its keys are refused until he brings it back. */
      suspended: boolean
    }
  }
  /** leave the account; the last owner cannot */
  'account.leave': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: Record<string, never> | undefined
    answer: {
      id: string
      removed: true
    }
  }
  /** list the members of the account, owners first */
  'members.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        /** The ID of the user. */
        id: string
        email: string
        name: string
        role: "viewer" | "developer" | "admin" | "owner"
        disabled: boolean
        joined_at: string
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** change a member's role; yours has to be above it */
  'members.change': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      role: "viewer" | "developer" | "admin" | "owner"
    }
    answer: {
      /** The ID of the user. */
      id: string
      email: string
      name: string
      role: "viewer" | "developer" | "admin" | "owner"
      disabled: boolean
      joined_at: string
    }
  }
  /** remove a member; your role has to be above theirs */
  'members.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      removed: true
    }
  }
  /** list open invitations, newest first */
  'invitations.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        id: string
        email: string
        role: "viewer" | "developer" | "admin" | "owner"
        invited_by: string
        created_at: string
        expires_at: string
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** invite somebody; the answer is the only one that shows the link */
  'invitations.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      email: string
      role: "viewer" | "developer" | "admin" | "owner"
    }
    answer: {
      id: string
      email: string
      role: "viewer" | "developer" | "admin" | "owner"
      invited_by: string
      created_at: string
      expires_at: string
      /** Works once; pass it on when no e-mail was sent. */
      invitation_url: string
      e_mail_sent: boolean
    }
  }
  /** withdraw an invitation */
  'invitations.delete': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      id: string
      deleted: true
    }
  }
  /** ask for a code to set a new password with, by mail or from the operator; answers the same for an unknown address */
  'password_resets.create': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      email: string
    }
    answer: {
      /** Who has the code: a mail, or the operator of this server, who is to be asked. */
      sent_by: "mail" | "operator"
      /** Of this browser alone: to be told to the operator, who needs it to make a code. */
      reset_id: string
      expires_at: string
    }
  }
  /** set a new password with the code, in the browser that asked for it; every session of the person ends */
  'password_resets.complete': {
    ids: Record<string, never>
    query: Record<string, never>
    body: {
      code: string
      password: string
    }
    answer: {
      reset: true
      email: string
    }
  }
  /** list everybody who may sign in, oldest first, or the one with an address */
  'users.list': {
    ids: Record<string, never>
    query: { limit?: string | number | boolean | undefined; after?: string | number | boolean | undefined; email?: string | number | boolean | undefined; account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      data: Array<{
        id: string
        email: string
        name: string
        /** May operate the whole server. */
        operator: boolean
        disabled: boolean
        created_at: string
      }>
      /** Give it as `after` to get the next page; null at the end. */
      next: string | null
    }
  }
  /** disable somebody, which signs them out, or let them in again; not another operator */
  'users.change': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      disabled: boolean
    }
    answer: {
      id: string
      email: string
      name: string
      /** May operate the whole server. */
      operator: boolean
      disabled: boolean
      created_at: string
    }
  }
  /** show a new code to pass on to somebody who asked for one; it works in the browser that shows this reset ID only */
  'users.reset_code': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      reset_id: string
    }
    answer: {
      email: string
      code: string
      expires_at: string
    }
  }
  /** remove the second factors of somebody who lost them: app, passkeys and recovery codes; their password stays, their sessions end */
  'users.drop_factors': {
    ids: { id: string }
    query: { account_id?: string | number | boolean | undefined }
    body: {
      /** True: the identities of other services go as well. */
      identities?: boolean
    } | undefined
    answer: {
      email: string
      dropped: true
    }
  }
  /** show version, epoch, recovery report and open holds */
  'status.get': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: undefined
    answer: {
      version: string
      node_version: string
      load: {
        answers_open: number
        streams_open: number
        holds_open: number
        writer_queue: number
        writer_queue_max: number
        settlements_retrying: number
        memory_bytes: number
      }
      deliveries_due: number
      probes_waiting: number
      started_at: string
      epoch: number
      recovery: {
        settled: number
        voided: number
        /** Decimal text in USD. */
        charged_usd: string
        duration_ms: number
      }
      /** Decimal text in USD. */
      held_usd: string
      accounts: number
      saturated: boolean
      draining: boolean
    }
  }
  /** describe this API in OpenAPI 3.1 */
  'openapi_json.get': {
    ids: Record<string, never>
    query: Record<string, never>
    body: undefined
    answer: Record<string, unknown>
  }
  /** copy all data into a new file on the server's disk */
  'backup.create': {
    ids: Record<string, never>
    query: { account_id?: string | number | boolean | undefined }
    body: {
      file: string
    }
    answer: {
      file: string
    }
  }
}

export declare const operations: { readonly [Name in keyof Operations]: { readonly method: string; readonly path: string; readonly json: boolean } }
