-- Revision 0019 of the tables, with which PostgreSQL begins. Later migrations run on both databases.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE companies (
    id BIGSERIAL NOT NULL,
    name TEXT NOT NULL,
    live_conversations BOOLEAN NOT NULL,
    legal_notice TEXT,
    time_zone VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    kept_notice TEXT,
    notification_number VARCHAR,
    notice_language VARCHAR,
    opt_out_scope VARCHAR NOT NULL,
    two_step_required BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_companies PRIMARY KEY (id),
    CONSTRAINT uq_companies_name UNIQUE (name)
);

CREATE TABLE erased_texts (
    fingerprint VARCHAR NOT NULL,
    CONSTRAINT pk_erased_texts PRIMARY KEY (fingerprint)
);

CREATE TABLE moments (
    id BIGSERIAL NOT NULL,
    name TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_moments PRIMARY KEY (id),
    CONSTRAINT uq_moments_name UNIQUE (name)
);

CREATE TABLE sign_in_failures (
    id BIGSERIAL NOT NULL,
    key TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sign_in_failures PRIMARY KEY (id)
);
CREATE INDEX ix_sign_in_failures_key_at ON sign_in_failures (key, at);

CREATE TABLE unrouted_inbound (
    id BIGSERIAL NOT NULL,
    account TEXT NOT NULL,
    carrier_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    text TEXT NOT NULL,
    media VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_unrouted_inbound PRIMARY KEY (id),
    CONSTRAINT uq_unrouted_inbound_account_carrier_id UNIQUE (account, carrier_id)
);

CREATE TABLE erasures (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    conversations_up_to BIGINT NOT NULL,
    messages_up_to BIGINT NOT NULL,
    attachments_up_to BIGINT NOT NULL,
    CONSTRAINT pk_erasures PRIMARY KEY (id),
    CONSTRAINT fk_erasures_company_id FOREIGN KEY(company_id) REFERENCES companies (id)
);

CREATE TABLE opt_outs (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    app_number VARCHAR NOT NULL,
    customer_number TEXT NOT NULL,
    source VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_opt_outs PRIMARY KEY (id),
    CONSTRAINT uq_opt_outs_app_number_customer_number UNIQUE (app_number, customer_number),
    CONSTRAINT fk_opt_outs_company_id FOREIGN KEY(company_id) REFERENCES companies (id)
);
CREATE INDEX ix_opt_outs_customer_number_company_id ON opt_outs (customer_number, company_id);

CREATE TABLE points_of_contact (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    app_number VARCHAR NOT NULL,
    is_default BOOLEAN NOT NULL,
    legal_notice TEXT,
    notice_language VARCHAR,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_points_of_contact PRIMARY KEY (id),
    CONSTRAINT uq_points_of_contact_company_id_name UNIQUE (company_id, name),
    CONSTRAINT fk_points_of_contact_company_id FOREIGN KEY(company_id) REFERENCES companies (id)
);
CREATE INDEX ix_points_of_contact_app_number ON points_of_contact (app_number);
CREATE UNIQUE INDEX uq_points_of_contact_default ON points_of_contact (app_number) WHERE is_default;

CREATE TABLE templates (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    position BIGINT NOT NULL,
    CONSTRAINT pk_templates PRIMARY KEY (id),
    CONSTRAINT uq_templates_company_id_name UNIQUE (company_id, name),
    CONSTRAINT fk_templates_company_id FOREIGN KEY(company_id) REFERENCES companies (id)
);

CREATE TABLE users (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash VARCHAR,
    phone VARCHAR,
    time_zone VARCHAR,
    is_admin BOOLEAN NOT NULL,
    may_converse BOOLEAN NOT NULL,
    manages_users BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    hides_texts BOOLEAN NOT NULL,
    quiet_from TIME WITHOUT TIME ZONE,
    quiet_until TIME WITHOUT TIME ZONE,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT fk_users_company_id FOREIGN KEY(company_id) REFERENCES companies (id),
    CONSTRAINT uq_users_email UNIQUE (email)
);
CREATE INDEX ix_users_company_id ON users (company_id);
CREATE INDEX ix_users_phone ON users (phone);

CREATE TABLE assignments (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    point_of_contact_id BIGINT NOT NULL,
    by_email BOOLEAN NOT NULL,
    by_sms BOOLEAN NOT NULL,
    by_push BOOLEAN NOT NULL,
    by_sound BOOLEAN NOT NULL,
    CONSTRAINT pk_assignments PRIMARY KEY (id),
    CONSTRAINT uq_assignments_user_id_point_of_contact_id UNIQUE (user_id, point_of_contact_id),
    CONSTRAINT fk_assignments_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_assignments_point_of_contact_id FOREIGN KEY(point_of_contact_id) REFERENCES points_of_contact (id)
);
CREATE INDEX ix_assignments_point_of_contact_id ON assignments (point_of_contact_id);

CREATE TABLE audit_log (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by_id BIGINT,
    deed VARCHAR NOT NULL,
    object_id BIGINT NOT NULL,
    about TEXT,
    CONSTRAINT pk_audit_log PRIMARY KEY (id),
    CONSTRAINT fk_audit_log_company_id FOREIGN KEY(company_id) REFERENCES companies (id),
    CONSTRAINT fk_audit_log_by_id FOREIGN KEY(by_id) REFERENCES users (id)
);
CREATE INDEX ix_audit_log_company_id_id ON audit_log (company_id, id);

CREATE TABLE conversations (
    id BIGINT NOT NULL,
    company_id BIGINT NOT NULL,
    point_of_contact_id BIGINT NOT NULL,
    app_number VARCHAR NOT NULL,
    customer_number TEXT NOT NULL,
    title TEXT,
    search_title VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    colour BIGINT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_by BIGINT,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_message_id BIGINT,
    last_message_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_inbound_id BIGINT NOT NULL,
    last_outbound_at TIMESTAMP WITH TIME ZONE,
    waiting_since TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_conversations PRIMARY KEY (id),
    CONSTRAINT fk_conversations_company_id FOREIGN KEY(company_id) REFERENCES companies (id),
    CONSTRAINT fk_conversations_point_of_contact_id FOREIGN KEY(point_of_contact_id) REFERENCES points_of_contact (id),
    CONSTRAINT fk_conversations_started_by FOREIGN KEY(started_by) REFERENCES users (id)
);
CREATE INDEX ix_conversations_app_number_customer_number ON conversations (app_number, customer_number);
CREATE INDEX ix_conversations_listed ON conversations (company_id, status, last_message_at, id, point_of_contact_id, search_title, customer_number, app_number, last_inbound_id, waiting_since);
CREATE INDEX ix_conversations_listed_at_place ON conversations (point_of_contact_id, status, last_message_at, id, search_title, customer_number, app_number, last_inbound_id, waiting_since);
CREATE INDEX ix_conversations_of_customer ON conversations (customer_number, company_id, status, last_message_at, id);
CREATE INDEX ix_conversations_unread ON conversations (company_id, status, id, last_inbound_id, point_of_contact_id);

CREATE TABLE half_sign_ins (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    token_hash VARCHAR NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_half_sign_ins PRIMARY KEY (id),
    CONSTRAINT fk_half_sign_ins_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT uq_half_sign_ins_token_hash UNIQUE (token_hash)
);
CREATE INDEX ix_half_sign_ins_user_id ON half_sign_ins (user_id);

CREATE TABLE links (
    id BIGSERIAL NOT NULL,
    token_hash VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    user_id BIGINT,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_links PRIMARY KEY (id),
    CONSTRAINT uq_links_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_links_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE TABLE recovery_codes (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    code_hash VARCHAR NOT NULL,
    CONSTRAINT pk_recovery_codes PRIMARY KEY (id),
    CONSTRAINT fk_recovery_codes_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE INDEX ix_recovery_codes_user_id ON recovery_codes (user_id);

CREATE TABLE second_steps (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    key VARCHAR NOT NULL,
    is_on BOOLEAN NOT NULL,
    last_step BIGINT,
    CONSTRAINT pk_second_steps PRIMARY KEY (id),
    CONSTRAINT uq_second_steps_user_id UNIQUE (user_id),
    CONSTRAINT fk_second_steps_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE TABLE sign_ins (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    token_hash VARCHAR NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    address TEXT NOT NULL,
    device TEXT NOT NULL,
    CONSTRAINT pk_sign_ins PRIMARY KEY (id),
    CONSTRAINT fk_sign_ins_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT uq_sign_ins_token_hash UNIQUE (token_hash)
);
CREATE INDEX ix_sign_ins_user_id ON sign_ins (user_id);

CREATE TABLE uploads (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_uploads PRIMARY KEY (id),
    CONSTRAINT fk_uploads_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE INDEX ix_uploads_user_id_at ON uploads (user_id, at);

CREATE TABLE draft_attachments (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    conversation_id BIGINT,
    client_key TEXT NOT NULL,
    name TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    size BIGINT NOT NULL,
    working_hash VARCHAR NOT NULL,
    working_type VARCHAR NOT NULL,
    lossless_hash VARCHAR,
    lossless_type VARCHAR,
    curve VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_draft_attachments PRIMARY KEY (id),
    CONSTRAINT uq_draft_attachments_user_id_client_key UNIQUE (user_id, client_key),
    CONSTRAINT fk_draft_attachments_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_draft_attachments_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
);
CREATE INDEX ix_draft_attachments_user_id_conversation_id ON draft_attachments (user_id, conversation_id);

CREATE TABLE drafts (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    conversation_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_drafts PRIMARY KEY (id),
    CONSTRAINT uq_drafts_user_id_conversation_id UNIQUE (user_id, conversation_id),
    CONSTRAINT fk_drafts_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_drafts_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
);

CREATE TABLE messages (
    id BIGINT NOT NULL,
    conversation_id BIGINT NOT NULL,
    direction VARCHAR NOT NULL,
    author_id BIGINT,
    text TEXT NOT NULL,
    search_text VARCHAR NOT NULL,
    notice TEXT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    delivery VARCHAR NOT NULL,
    error TEXT,
    attempt BIGINT NOT NULL,
    unreached BIGINT NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE,
    account TEXT,
    carrier_id TEXT,
    client_key TEXT,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT uq_messages_account_carrier_id UNIQUE (account, carrier_id),
    CONSTRAINT uq_messages_author_id_client_key UNIQUE (author_id, client_key),
    CONSTRAINT fk_messages_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
    CONSTRAINT fk_messages_author_id FOREIGN KEY(author_id) REFERENCES users (id)
);
CREATE INDEX ix_messages_conversation_id_at_id ON messages (conversation_id, at, id);
CREATE INDEX ix_messages_failed ON messages (conversation_id, at, id) WHERE delivery = 'failed';
CREATE INDEX ix_messages_in_hand ON messages (conversation_id, at, id) WHERE delivery IN ('queued', 'sending', 'unknown');
CREATE INDEX ix_messages_search_text ON messages USING gin (search_text gin_trgm_ops);

CREATE TABLE notifications (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    conversation_id BIGINT NOT NULL,
    channel VARCHAR NOT NULL,
    device_id BIGINT NOT NULL,
    first_message_id BIGINT NOT NULL,
    last_message_id BIGINT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tries BIGINT NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_notifications PRIMARY KEY (id),
    CONSTRAINT fk_notifications_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_notifications_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
);
CREATE INDEX ix_notifications_conversation_id ON notifications (conversation_id);
CREATE INDEX ix_notifications_due ON notifications (channel, due_at) WHERE claimed_at IS NULL;
CREATE INDEX ix_notifications_since ON notifications (since);
CREATE UNIQUE INDEX uq_notifications_waiting ON notifications (conversation_id, user_id, channel, device_id) WHERE claimed_at IS NULL;

CREATE TABLE push_devices (
    id BIGSERIAL NOT NULL,
    user_id BIGINT NOT NULL,
    sign_in_id BIGINT NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_push_devices PRIMARY KEY (id),
    CONSTRAINT fk_push_devices_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    CONSTRAINT fk_push_devices_sign_in_id FOREIGN KEY(sign_in_id) REFERENCES sign_ins (id),
    CONSTRAINT uq_push_devices_endpoint UNIQUE (endpoint)
);
CREATE INDEX ix_push_devices_sign_in_id ON push_devices (sign_in_id);
CREATE INDEX ix_push_devices_user_id ON push_devices (user_id);

CREATE TABLE read_marks (
    conversation_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    up_to BIGINT NOT NULL,
    CONSTRAINT pk_read_marks PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT fk_read_marks_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
    CONSTRAINT fk_read_marks_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);

CREATE TABLE timeline (
    id BIGSERIAL NOT NULL,
    conversation_id BIGINT NOT NULL,
    happening VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by_id BIGINT,
    text TEXT NOT NULL,
    client_key TEXT,
    CONSTRAINT pk_timeline PRIMARY KEY (id),
    CONSTRAINT uq_timeline_by_id_client_key UNIQUE (by_id, client_key),
    CONSTRAINT fk_timeline_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
    CONSTRAINT fk_timeline_by_id FOREIGN KEY(by_id) REFERENCES users (id)
);
CREATE INDEX ix_timeline_conversation_id_at_id ON timeline (conversation_id, at, id);

CREATE TABLE attachments (
    id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    state VARCHAR NOT NULL,
    source_url TEXT,
    wanted_at TIMESTAMP WITH TIME ZONE,
    fetch_at TIMESTAMP WITH TIME ZONE,
    tries BIGINT NOT NULL,
    content_hash VARCHAR,
    size BIGINT,
    width BIGINT,
    height BIGINT,
    CONSTRAINT pk_attachments PRIMARY KEY (id),
    CONSTRAINT fk_attachments_message_id FOREIGN KEY(message_id) REFERENCES messages (id)
);
CREATE INDEX ix_attachments_content_hash ON attachments (content_hash);
CREATE INDEX ix_attachments_loading ON attachments (fetch_at) WHERE state = 'loading';
CREATE INDEX ix_attachments_message_id ON attachments (message_id);

CREATE TABLE attempts (
    id BIGSERIAL NOT NULL,
    message_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    account TEXT,
    carrier_id TEXT,
    delivery VARCHAR NOT NULL,
    error TEXT,
    ask_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_attempts PRIMARY KEY (id),
    CONSTRAINT uq_attempts_message_id_number UNIQUE (message_id, number),
    CONSTRAINT uq_attempts_account_carrier_id UNIQUE (account, carrier_id),
    CONSTRAINT fk_attempts_message_id FOREIGN KEY(message_id) REFERENCES messages (id)
);
CREATE INDEX ix_attempts_undecided ON attempts (ask_at) WHERE delivery = 'sent';

CREATE TABLE delivery_steps (
    id BIGSERIAL NOT NULL,
    message_id BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    status TEXT NOT NULL,
    from_carrier BOOLEAN NOT NULL,
    error TEXT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_delivery_steps PRIMARY KEY (id),
    CONSTRAINT fk_delivery_steps_message_id FOREIGN KEY(message_id) REFERENCES messages (id)
);
CREATE INDEX ix_delivery_steps_message_id ON delivery_steps (message_id);

-- Who did what is never changed or removed.
CREATE FUNCTION audit_log_keeps() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER audit_log_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_keeps();
