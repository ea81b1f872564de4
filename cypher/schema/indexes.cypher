// What saved queries start from.
CREATE INDEX enterprise_district IF NOT EXISTS FOR (n:Enterprise) ON (n.district);
CREATE INDEX enterprise_town IF NOT EXISTS FOR (n:Enterprise) ON (n.town);
CREATE INDEX enterprise_industry IF NOT EXISTS FOR (n:Enterprise) ON (n.industry);
CREATE INDEX enterprise_uscc IF NOT EXISTS FOR (n:Enterprise) ON (n.uscc);
CREATE INDEX enterprise_above_scale IF NOT EXISTS FOR (n:Enterprise) ON (n.above_scale);
CREATE INDEX enterprise_anchor IF NOT EXISTS FOR (n:Enterprise) ON (n.anchor);
CREATE INDEX enterprise_ready_days IF NOT EXISTS FOR (n:Enterprise) ON (n.ready_days);
CREATE INDEX enterprise_stuck IF NOT EXISTS FOR (n:Enterprise) ON (n.stuck);
CREATE INDEX enterprise_stop_days IF NOT EXISTS FOR (n:Enterprise) ON (n.stop_days);
CREATE INDEX enterprise_overdue IF NOT EXISTS FOR (n:Enterprise) ON (n.runs, n.expected_on);
CREATE INDEX enterprise_closed_on IF NOT EXISTS FOR (n:Enterprise) ON (n.closed_on);
CREATE INDEX enterprise_core IF NOT EXISTS FOR (n:Enterprise) ON (n.core);
CREATE INDEX enterprise_anchors_supplied IF NOT EXISTS FOR (n:Enterprise) ON (n.anchors_supplied);
CREATE INDEX enterprise_saves_above IF NOT EXISTS FOR (n:Enterprise) ON (n.saves_above);
CREATE INDEX enterprise_saves_open IF NOT EXISTS FOR (n:Enterprise) ON (n.saves_open);
CREATE INDEX enterprise_stops_anchors IF NOT EXISTS FOR (n:Enterprise) ON (n.stops_anchors);
CREATE INDEX enterprise_stops_enterprises IF NOT EXISTS FOR (n:Enterprise) ON (n.stops_enterprises);
// Marks of the derivation while it runs: its frontier.
CREATE INDEX enterprise_due IF NOT EXISTS FOR (n:Enterprise) ON (n.due);
CREATE INDEX enterprise_lower IF NOT EXISTS FOR (n:Enterprise) ON (n.lower);
CREATE INDEX enterprise_raised IF NOT EXISTS FOR (n:Enterprise) ON (n.raised);
// Days lost, only ever within a what-if.
CREATE INDEX enterprise_lost IF NOT EXISTS FOR (n:Enterprise) ON (n.lost);
// Equality on names (the loader, exact search) beside any part of them.
CREATE INDEX enterprise_name IF NOT EXISTS FOR (n:Enterprise) ON (n.name);
CREATE TEXT INDEX enterprise_name_part IF NOT EXISTS FOR (n:Enterprise) ON (n.name);
CREATE TEXT INDEX enterprise_name_en_part IF NOT EXISTS FOR (n:Enterprise) ON (n.name_en);
CREATE TEXT INDEX enterprise_pinyin_part IF NOT EXISTS FOR (n:Enterprise) ON (n.pinyin);
CREATE TEXT INDEX material_name_part IF NOT EXISTS FOR (n:Material) ON (n.name);
// The queue of filings.
CREATE INDEX enterprise_filing_state IF NOT EXISTS FOR (n:Enterprise) ON (n.filing_state);
// The needs list.
CREATE INDEX request_state IF NOT EXISTS FOR (n:Request) ON (n.state);
// What a load changed, to take it back.
CREATE INDEX journal_load IF NOT EXISTS FOR (n:Journal) ON (n.load);
// What is counted of groups.
CREATE INDEX group_by IF NOT EXISTS FOR (n:Group) ON (n.by);
CREATE INDEX change_day IF NOT EXISTS FOR (n:Change) ON (n.day);
// The record of each day.
CREATE INDEX day_by IF NOT EXISTS FOR (n:Day) ON (n.by, n.day);
// Names and ids that stand for a thing.
CREATE INDEX alias_stands_for IF NOT EXISTS FOR (n:Alias) ON (n.stands_for);
// Notes on answers.
CREATE INDEX note_answer IF NOT EXISTS FOR (n:Note) ON (n.answer);
// Sessions and tokens of a user; the audit by time.
CREATE INDEX session_user IF NOT EXISTS FOR (n:Session) ON (n.user);
CREATE INDEX token_user IF NOT EXISTS FOR (n:Token) ON (n.user);
CREATE INDEX audit_at IF NOT EXISTS FOR (n:Audit) ON (n.at);
