import { type SQL, sql } from "drizzle-orm";
import { TERM_DIMENSIONS } from "../schema/search.ts";
import type { IndexHit, IndexQuery, TermWeight } from "./types.ts";
import { vectorText } from "./vector-text.ts";

/** Grams are compared for so many of the passages that are nearest by words and meaning. */
const GRAM_CANDIDATES = 300;
/** Where the corpus knows less of the question's words than this share, only grams can tell: all passages are candidates. */
const KNOWN_SHARE = 0.5;

/**
 * The best passages of one agent for a query, best first. Every row of the agent is scored, so whoever has
 * `limit` chunks gets `limit` hits; any one word of the question may carry a passage. For `tenantBatch`.
 */
export function searchIndex(query: IndexQuery): SQL<IndexHit> {
  const { tenantId, agentId, limit } = query;
  const weights = effectiveWeights(query);
  return sql<IndexHit>`
    with term as materialized (${termsWithIdf(query)}),
    query as materialized (
      select ${sparseQuery(1)} as words, ${sparseQuery(2)} as grams,
        coalesce(sum(frequency * idf) filter (where kind = 1 and known), 0)
          < ${KNOWN_SHARE}::float8 * coalesce(sum(frequency * idf) filter (where kind = 1), 0) as is_strange
      from term
    ),
    scored as materialized (
      select chunk_id, -(item.words <#> query.words) as bm25, ${cosine(query)} as cosine
      from chunk_index as item, query
      where item.tenant_id = ${tenantId} and item.agent_id = ${agentId}
    ),
    bound as materialized (
      select min(bm25) as bm25_low, nullif(max(bm25) - min(bm25), 0) as bm25_span,
        min(cosine) as cosine_low, nullif(max(cosine) - min(cosine), 0) as cosine_span
      from scored
    ),
    candidate as materialized (
      select chunk_id, bm25, cosine,
        coalesce((bm25 - bm25_low) / bm25_span, 0) as words,
        coalesce((cosine - cosine_low) / cosine_span, 0) as vector
      from scored, bound
      order by coalesce((bm25 - bm25_low) / bm25_span, 0) * ${weights.words}::float8
        + coalesce((cosine - cosine_low) / cosine_span, 0) * ${weights.vector}::float8 desc, chunk_id
      limit (select case when is_strange then null else ${GRAM_CANDIDATES}::bigint end from query)
    ),
    compared as materialized (
      select candidate.*, -(item.grams <#> query.grams) as overlap
      from candidate
      join chunk_index as item on item.tenant_id = ${tenantId} and item.chunk_id = candidate.chunk_id
      cross join query
    ),
    part as (
      select *, coalesce(overlap / nullif((select max(overlap) from compared), 0), 0) as grams from compared
    ),
    best as (
      select *, words * ${weights.words}::float8 + grams * ${weights.grams}::float8
        + vector * ${weights.vector}::float8 as score
      from part
      order by score desc, chunk_id
      limit ${limit}
    )
    select chunk.id as "chunkId", document.id as "documentId", document.external_id as "externalId",
      document.title, document.url, chunk.heading, chunk.text,
      best.score, best.words, best.grams, best.vector, best.bm25, best.cosine
    from best
    cross join lateral (
      select * from chunk where tenant_id = ${tenantId} and id = best.chunk_id
      offset 0 -- as above: looked up by key, never by way of the document
    ) as chunk
    join document on document.tenant_id = ${tenantId} and document.id = chunk.document_id
    order by best.score desc, best.chunk_id`;
}

/**
 * What each word of the question weighs, for measuring how much of it a passage covers, and how many chunks there are.
 * For the same batch, ahead of the search: whatever is written in between then only adds hits.
 */
export function queryTermWeights(query: Pick<IndexQuery, "tenantId" | "agentId" | "words">): SQL<TermWeight> {
  const term = termsWithIdf({ ...query, grams: { terms: [], frequencies: [], length: 0 } });
  return sql<TermWeight>`
    select term, idf, coalesce((
      select chunks from index_stat where tenant_id = ${query.tenantId} and agent_id = ${query.agentId}
    ), 0) as chunks
    from (select) as once left join (${term}) as term on true`;
}

/** One row for each term of the query; a row without statistics is a term that the corpus has not. */
function termsWithIdf({ tenantId, agentId, words, grams }: Pick<IndexQuery, keyof IndexQuery & TermsKey>): SQL {
  const terms = JSON.stringify([
    ...words.terms.map((term, index) => [1, term, words.frequencies[index]]),
    ...grams.terms.map((term, index) => [2, term, grams.frequencies[index]]),
  ]);
  // The look-ups are subqueries, so that they stay index probes whatever the planner believes about table sizes.
  return sql`
    select kind, term, frequency, found is not null as known,
      ln(1 + (total - coalesce(found, 0) + 0.5) / (coalesce(found, 0) + 0.5)) as idf
    from (
      select kind, term, frequency,
        coalesce((
          select chunks from index_stat where tenant_id = ${tenantId} and agent_id = ${agentId}
        ), 0)::float8 as total,
        (
          select chunks from term_stat as stat
          where stat.tenant_id = ${tenantId} and stat.agent_id = ${agentId}
            and stat.kind = asked.kind and stat.term = asked.term
        )::float8 as found
      from (
        select (item->>0)::smallint as kind, (item->>1)::integer as term, (item->>2)::float8 as frequency
        from jsonb_array_elements(${terms}::jsonb) as item
      ) as asked
      offset 0 -- keeps the planner from asking three times
    ) as counted`;
}

type TermsKey = "tenantId" | "agentId" | "words" | "grams";

/** The terms of one kind as a sparse vector weighted by idf. Terms that no row has would only cost. */
function sparseQuery(kind: 1 | 2): SQL {
  return sql`(
    '{' || coalesce(string_agg(term || ':' || (frequency * idf)::real, ',' order by term)
      filter (where kind = ${kind}::smallint and known), '') || ${`}/${TERM_DIMENSIONS}`}::text
  )::sparsevec`;
}

/** Vectors have length 1, so the inner product is the cosine. The size is asked first: unequal ones do not compare. */
function cosine({ vector }: IndexQuery): SQL {
  if (!vector) return sql`null::float8`;
  const { embedding, model } = vector;
  return sql`case when item.embedding_model = ${model.id} and vector_dims(item.embedding) = ${model.dims}::integer
    then -(item.embedding <#> ${vectorText(embedding, model.dims)}::vector) end`;
}

function effectiveWeights({ fusion, vector }: IndexQuery): IndexQuery["fusion"] {
  if (vector) return fusion;
  const lexical = fusion.words + fusion.grams;
  return { words: fusion.words / lexical, grams: fusion.grams / lexical, vector: 0 };
}
