/** The sealed figures of days that are over, and the order in which periods were written, whatever their times say. */
export const statisticsTables = `
alter table period add column written bigint generated always as identity;
drop index period_of_day;
create index period_of_day on period (office, business_day, written);

-- Insert-only by grant: a day as it was known when it was sealed. By service, counter, operator and hour:
-- counts and histograms of whole seconds, so that days can be added up and still give exact percentiles.
create table day_statistics (
  office        text not null,
  business_day  date not null,
  sealed_at     timestamptz not null,
  -- The last period that the figures know of.
  last_written  bigint not null,
  by_service    jsonb not null,
  by_counter    jsonb not null,
  by_operator   jsonb not null,
  by_hour       jsonb not null,
  digest        text not null,
  primary key (office, business_day)
);
`;

export const statisticsInsertOnly = ['day_statistics'] as const;
