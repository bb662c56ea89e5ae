--
-- PostgreSQL database dump
--


-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: answers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.answers (
    key bytea NOT NULL,
    request bytea NOT NULL,
    status integer NOT NULL,
    body bytea NOT NULL,
    answered_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: bank_file_contents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.bank_file_contents (
    file_id uuid NOT NULL,
    content bytea NOT NULL,
    sha256 bytea NOT NULL,
    CONSTRAINT ck_bank_file_contents_sha256 CHECK ((sha256 = sha256(content)))
);


--
-- Name: bank_files; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.bank_files (
    id uuid DEFAULT uuidv7() NOT NULL,
    business_day date NOT NULL,
    currency text NOT NULL,
    payouts integer NOT NULL,
    amount bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    state text DEFAULT 'made'::text NOT NULL,
    execution_date date,
    handed_over_at timestamp with time zone,
    handed_over_by uuid,
    withdrawn_at timestamp with time zone,
    withdrawn_by uuid,
    withdrawal_reason text,
    CONSTRAINT ck_bank_files_amount CHECK ((amount > 0)),
    CONSTRAINT ck_bank_files_payouts CHECK ((payouts > 0)),
    CONSTRAINT ck_bank_files_state CHECK ((state = ANY (ARRAY['made'::text, 'handed-over'::text, 'withdrawn'::text]))),
    CONSTRAINT ck_bank_files_withdrawn CHECK (((state = 'withdrawn'::text) = (withdrawal_reason IS NOT NULL)))
);


--
-- Name: closed_days; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.closed_days (
    business_day date NOT NULL,
    currency text NOT NULL,
    payouts integer NOT NULL,
    amount bigint NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: ended_sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ended_sessions (
    session_id uuid NOT NULL,
    ended_at timestamp with time zone NOT NULL
);


--
-- Name: followed_payouts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.followed_payouts (
    payout_id uuid NOT NULL,
    followed_by uuid NOT NULL
);


--
-- Name: inbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inbox (
    event_id uuid NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: mails; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mails (
    payout_id uuid NOT NULL,
    state text DEFAULT 'due'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    failure text,
    sent_at timestamp with time zone,
    claim_id uuid,
    CONSTRAINT ck_mails_state CHECK ((state = ANY (ARRAY['due'::text, 'sent'::text, 'undelivered'::text]))),
    CONSTRAINT ck_mails_undelivered CHECK (((state <> 'undelivered'::text) OR (failure IS NOT NULL)))
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    data jsonb NOT NULL,
    traceparent text,
    published_at timestamp with time zone,
    failed_at timestamp with time zone,
    failure text
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000');


--
-- Name: outbox_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: payouts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.payouts (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    business_day date NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    state text DEFAULT 'due'::text NOT NULL,
    provider text,
    reference text,
    failure text,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    file_id uuid,
    traceparent text,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_by uuid,
    file_attempts integer DEFAULT 0 NOT NULL,
    file_failure text,
    file_after timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT ck_payouts_amount CHECK ((amount > 0)),
    CONSTRAINT ck_payouts_currency CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT ck_payouts_due CHECK (((state = 'due'::text) = (sent_at IS NULL))),
    CONSTRAINT ck_payouts_failed CHECK (((state = 'failed'::text) = (failure IS NOT NULL))),
    CONSTRAINT ck_payouts_settled CHECK (((state <> 'settled'::text) OR (reference IS NOT NULL))),
    CONSTRAINT ck_payouts_state CHECK ((state = ANY (ARRAY['due'::text, 'sent'::text, 'settled'::text, 'failed'::text])))
);


--
-- Name: people; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people (
    id uuid NOT NULL,
    role text NOT NULL,
    active boolean NOT NULL,
    version bigint NOT NULL
);


--
-- Name: recipients; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.recipients (
    user_id uuid NOT NULL,
    email text,
    full_name text,
    erased boolean NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT ck_recipients_erased CHECK (((NOT erased) OR ((email IS NULL) AND (full_name IS NULL))))
);


--
-- Name: simulated_payments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.simulated_payments (
    payout_id uuid NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    failure text,
    settles_at timestamp with time zone NOT NULL
);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0009');


--
-- Data for Name: answers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: bank_file_contents; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: bank_files; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: closed_days; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.closed_days VALUES ('2026-11-26', 'USD', 6, 33424, '2026-11-26 03:47:44.310655+00');


--
-- Data for Name: ended_sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ended_sessions VALUES ('01a215f7-61da-72f8-9d98-abb2eeec8f25', '2026-11-26 03:47:43.754127+00');
INSERT INTO public.ended_sessions VALUES ('01a215f7-6e85-714b-9e9b-f583ddf5f284', '2026-11-26 03:47:46.961389+00');


--
-- Data for Name: followed_payouts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.followed_payouts VALUES ('1423f87b-45aa-8798-98ed-e5ffa29ebd68', 'a0158667-e32f-8479-abf0-8c9f33987ae2');


--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbox VALUES ('01a215f7-4477-7191-87ae-21110b2b0871', '2026-11-26 03:47:42.145898+00');
INSERT INTO public.inbox VALUES ('01a215f7-44a0-76f4-90b9-7cec02720566', '2026-11-26 03:47:42.215578+00');
INSERT INTO public.inbox VALUES ('01a215f7-44ac-72db-b456-f7fabd853b5f', '2026-11-26 03:47:42.215578+00');
INSERT INTO public.inbox VALUES ('01a215f7-44b4-71a7-bb51-c9337c95ea06', '2026-11-26 03:47:42.215578+00');
INSERT INTO public.inbox VALUES ('01a215f7-44b6-777c-a0f4-34d070b96593', '2026-11-26 03:47:42.215578+00');
INSERT INTO public.inbox VALUES ('01a215f7-44bc-7040-8a9d-5e547b4840c2', '2026-11-26 03:47:42.215578+00');
INSERT INTO public.inbox VALUES ('01a215f7-44c0-74b9-8711-ae94bf675dc9', '2026-11-26 03:47:42.215578+00');
INSERT INTO public.inbox VALUES ('01a215f7-44c8-77bf-b3eb-19682c2a602c', '2026-11-26 03:47:42.215578+00');
INSERT INTO public.inbox VALUES ('01a215f7-44cb-72c8-aaf4-261ab4afe491', '2026-11-26 03:47:42.215578+00');
INSERT INTO public.inbox VALUES ('01a215f7-6193-76e2-9d06-88ade75139e5', '2026-11-26 03:47:43.669363+00');
INSERT INTO public.inbox VALUES ('01a215f7-61ea-7661-a299-5b264fa622b7', '2026-11-26 03:47:43.742131+00');
INSERT INTO public.inbox VALUES ('01a215f7-621c-70a3-a3c4-1a69fd1d9c0c', '2026-11-26 03:47:43.801436+00');
INSERT INTO public.inbox VALUES ('01a215f7-621c-70a3-a3c4-1a6a653e2b5b', '2026-11-26 03:47:43.801436+00');
INSERT INTO public.inbox VALUES ('01a215f7-6251-72c1-95c4-e9169e0ac639', '2026-11-26 03:47:43.850784+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-709e-8139-a7ebf1c5b04c', '2026-11-26 03:47:44.310655+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-72cc-bb2a-dfee21730196', '2026-11-26 03:47:44.310655+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-7312-b0ec-59efb5484cf2', '2026-11-26 03:47:44.310655+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-7346-8f89-b7f4434475da', '2026-11-26 03:47:44.310655+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-737b-90bd-af4f14e94d5b', '2026-11-26 03:47:44.310655+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-73b0-8460-0d9d743225ca', '2026-11-26 03:47:44.310655+00');
INSERT INTO public.inbox VALUES ('01a215f7-6420-757b-a4ab-72c4214f24e9', '2026-11-26 03:47:44.310655+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e53-72ba-a780-56baa84e9aa1', '2026-11-26 03:47:46.920836+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e53-72ba-a780-56bb312ca9e9', '2026-11-26 03:47:46.920836+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e92-750e-96a1-bec3997287fb', '2026-11-26 03:47:46.990423+00');


--
-- Data for Name: mails; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.mails VALUES ('1423f87b-45aa-8798-98ed-e5ffa29ebd68', 'sent', 1, '2026-11-26 03:52:44.753733+00', NULL, '2026-11-26 03:47:44.818846+00', NULL);
INSERT INTO public.mails VALUES ('4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d', 'sent', 1, '2026-11-26 03:52:44.753733+00', NULL, '2026-11-26 03:47:44.825261+00', NULL);
INSERT INTO public.mails VALUES ('527df960-1557-83c0-af08-b271db87803b', 'sent', 1, '2026-11-26 03:52:44.753733+00', NULL, '2026-11-26 03:47:44.8326+00', NULL);
INSERT INTO public.mails VALUES ('72ee266f-6506-8455-aea4-369766d2f768', 'sent', 1, '2026-11-26 03:52:44.753733+00', NULL, '2026-11-26 03:47:44.836709+00', NULL);
INSERT INTO public.mails VALUES ('7baa194e-bc03-8a57-b7d7-e38e086d6f56', 'sent', 1, '2026-11-26 03:52:44.753733+00', NULL, '2026-11-26 03:47:44.841902+00', NULL);
INSERT INTO public.mails VALUES ('80ceb8c5-8ed3-8737-aa55-9fa83d9b1cfe', 'sent', 1, '2026-11-26 03:52:44.753733+00', NULL, '2026-11-26 03:47:44.845881+00', NULL);
INSERT INTO public.mails VALUES ('a0158667-e32f-8479-abf0-8c9f33987ae2', 'due', 0, '2026-11-26 03:47:46.920836+00', NULL, NULL, NULL);


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, '01a215f7-6df2-750f-884a-88cdbe548936', 'payments.payment-settled.v1', '4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d', '2026-11-26 03:47:46.786687+00', '{"payout_id": "4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d", "reference": "SIM-4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.838647+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (2, '01a215f7-6df2-750f-884a-88ce35095354', 'payments.payment-settled.v1', '527df960-1557-83c0-af08-b271db87803b', '2026-11-26 03:47:46.786687+00', '{"payout_id": "527df960-1557-83c0-af08-b271db87803b", "reference": "SIM-527df960-1557-83c0-af08-b271db87803b"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.838677+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (3, '01a215f7-6df2-750f-884a-88cfe7ee3135', 'payments.payment-failed.v1', '1423f87b-45aa-8798-98ed-e5ffa29ebd68', '2026-11-26 03:47:46.786687+00', '{"reason": "simulated: the bank refused the payment", "payout_id": "1423f87b-45aa-8798-98ed-e5ffa29ebd68"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.83868+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (4, '01a215f7-6df2-750f-884a-88d0f6979091', 'payments.payment-failed.v1', '72ee266f-6506-8455-aea4-369766d2f768', '2026-11-26 03:47:46.786687+00', '{"reason": "simulated: the bank refused the payment", "payout_id": "72ee266f-6506-8455-aea4-369766d2f768"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.838682+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (5, '01a215f7-6df2-750f-884a-88d1dacb34d4', 'payments.payment-failed.v1', '7baa194e-bc03-8a57-b7d7-e38e086d6f56', '2026-11-26 03:47:46.786687+00', '{"reason": "simulated: the bank refused the payment", "payout_id": "7baa194e-bc03-8a57-b7d7-e38e086d6f56"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.838684+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (6, '01a215f7-6df2-750f-884a-88d2e64e683d', 'payments.payment-failed.v1', '80ceb8c5-8ed3-8737-aa55-9fa83d9b1cfe', '2026-11-26 03:47:46.786687+00', '{"reason": "simulated: the bank refused the payment", "payout_id": "80ceb8c5-8ed3-8737-aa55-9fa83d9b1cfe"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.838686+00', NULL, NULL);


--
-- Data for Name: payouts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payouts VALUES ('4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', '2026-11-26', 1661, 'USD', 'settled', 'simulated', 'SIM-4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d', NULL, 2, '2026-11-26 03:48:46.761688+00', '2026-11-26 03:47:44.310655+00', '2026-11-26 03:47:44.751044+00', '2026-11-26 03:47:46.786687+00', NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.279579+00', NULL, 0, NULL, '-infinity');
INSERT INTO public.payouts VALUES ('527df960-1557-83c0-af08-b271db87803b', '01a215f7-44a3-7588-af7c-eb5c48e94751', '2026-11-26', 3604, 'USD', 'settled', 'simulated', 'SIM-527df960-1557-83c0-af08-b271db87803b', NULL, 2, '2026-11-26 03:48:46.761688+00', '2026-11-26 03:47:44.310655+00', '2026-11-26 03:47:44.751044+00', '2026-11-26 03:47:46.786687+00', NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.279579+00', NULL, 0, NULL, '-infinity');
INSERT INTO public.payouts VALUES ('1423f87b-45aa-8798-98ed-e5ffa29ebd68', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '2026-11-26', 4210, 'USD', 'failed', 'simulated', NULL, 'simulated: the bank refused the payment', 2, '2026-11-26 03:48:46.761688+00', '2026-11-26 03:47:44.310655+00', '2026-11-26 03:47:44.751044+00', '2026-11-26 03:47:46.786687+00', NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.279579+00', NULL, 0, NULL, '-infinity');
INSERT INTO public.payouts VALUES ('72ee266f-6506-8455-aea4-369766d2f768', '01a215f7-44bc-7040-8a9d-5e5551b3d857', '2026-11-26', 5055, 'USD', 'failed', 'simulated', NULL, 'simulated: the bank refused the payment', 2, '2026-11-26 03:48:46.761688+00', '2026-11-26 03:47:44.310655+00', '2026-11-26 03:47:44.751044+00', '2026-11-26 03:47:46.786687+00', NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.279579+00', NULL, 0, NULL, '-infinity');
INSERT INTO public.payouts VALUES ('7baa194e-bc03-8a57-b7d7-e38e086d6f56', '01a215f7-44c2-716a-8b2b-02b7d38122fc', '2026-11-26', 9077, 'USD', 'failed', 'simulated', NULL, 'simulated: the bank refused the payment', 2, '2026-11-26 03:48:46.761688+00', '2026-11-26 03:47:44.310655+00', '2026-11-26 03:47:44.751044+00', '2026-11-26 03:47:46.786687+00', NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.279579+00', NULL, 0, NULL, '-infinity');
INSERT INTO public.payouts VALUES ('80ceb8c5-8ed3-8737-aa55-9fa83d9b1cfe', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '2026-11-26', 9817, 'USD', 'failed', 'simulated', NULL, 'simulated: the bank refused the payment', 2, '2026-11-26 03:48:46.761688+00', '2026-11-26 03:47:44.310655+00', '2026-11-26 03:47:44.751044+00', '2026-11-26 03:47:46.786687+00', NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.279579+00', NULL, 0, NULL, '-infinity');
INSERT INTO public.payouts VALUES ('a0158667-e32f-8479-abf0-8c9f33987ae2', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '2026-11-27', 4210, 'USD', 'due', NULL, NULL, NULL, 0, '2026-11-26 03:47:46.920836+00', '2026-11-26 03:47:46.920836+00', NULL, NULL, NULL, '00-7304718d0b8bd21904407bf8ec2b848f-701f5cb5da0cbbbb-01', '2026-11-26 03:47:46.887958+00', NULL, 0, NULL, '-infinity');


--
-- Data for Name: people; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.people VALUES ('01a215f7-4458-7659-8a33-9513f54949a0', 'administrator', true, 1);
INSERT INTO public.people VALUES ('01a215f7-4497-753f-bd64-c2777c80bf75', 'manager', true, 1);
INSERT INTO public.people VALUES ('01a215f7-44a3-7588-af7c-eb5c48e94751', 'boss', true, 1);
INSERT INTO public.people VALUES ('01a215f7-44ac-72db-b456-f7fbad1f18a4', 'accountant', true, 1);
INSERT INTO public.people VALUES ('01a215f7-44b4-71a7-bb51-c934e55f7e47', 'developer', true, 1);
INSERT INTO public.people VALUES ('01a215f7-44b6-777c-a0f4-34d14943dd1a', 'developer', true, 1);
INSERT INTO public.people VALUES ('01a215f7-44bc-7040-8a9d-5e5551b3d857', 'developer', true, 1);
INSERT INTO public.people VALUES ('01a215f7-44c2-716a-8b2b-02b7d38122fc', 'developer', true, 1);
INSERT INTO public.people VALUES ('01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'developer', true, 1);
INSERT INTO public.people VALUES ('01a215f7-618b-74cd-9b04-2641d7e729a3', 'other', false, 4);


--
-- Data for Name: recipients; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.recipients VALUES ('01a215f7-4458-7659-8a33-9513f54949a0', 'admin@ates.example', 'Ada Admin', false, 1);
INSERT INTO public.recipients VALUES ('01a215f7-4497-753f-bd64-c2777c80bf75', 'manager@ates.example', 'Max Manager', false, 1);
INSERT INTO public.recipients VALUES ('01a215f7-44a3-7588-af7c-eb5c48e94751', 'boss@ates.example', 'Bea Boss', false, 1);
INSERT INTO public.recipients VALUES ('01a215f7-44ac-72db-b456-f7fbad1f18a4', 'accountant@ates.example', 'Ari Accountant', false, 1);
INSERT INTO public.recipients VALUES ('01a215f7-44b4-71a7-bb51-c934e55f7e47', 'dev1@ates.example', 'Developer 1', false, 1);
INSERT INTO public.recipients VALUES ('01a215f7-44b6-777c-a0f4-34d14943dd1a', 'dev2@ates.example', 'Developer 2', false, 1);
INSERT INTO public.recipients VALUES ('01a215f7-44bc-7040-8a9d-5e5551b3d857', 'dev3@ates.example', 'Developer 3', false, 1);
INSERT INTO public.recipients VALUES ('01a215f7-44c2-716a-8b2b-02b7d38122fc', 'dev4@ates.example', 'Developer 4', false, 1);
INSERT INTO public.recipients VALUES ('01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'dev5@ates.example', 'Developer 5', false, 1);
INSERT INTO public.recipients VALUES ('01a215f7-618b-74cd-9b04-2641d7e729a3', NULL, NULL, true, 4);


--
-- Data for Name: simulated_payments; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.simulated_payments VALUES ('4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d', 1661, 'USD', NULL, '2026-11-26 03:47:45.754793+00');
INSERT INTO public.simulated_payments VALUES ('1423f87b-45aa-8798-98ed-e5ffa29ebd68', 4210, 'USD', 'simulated: the bank refused the payment', '2026-11-26 03:47:45.754833+00');
INSERT INTO public.simulated_payments VALUES ('72ee266f-6506-8455-aea4-369766d2f768', 5055, 'USD', 'simulated: the bank refused the payment', '2026-11-26 03:47:45.764919+00');
INSERT INTO public.simulated_payments VALUES ('7baa194e-bc03-8a57-b7d7-e38e086d6f56', 9077, 'USD', 'simulated: the bank refused the payment', '2026-11-26 03:47:45.792437+00');
INSERT INTO public.simulated_payments VALUES ('527df960-1557-83c0-af08-b271db87803b', 3604, 'USD', NULL, '2026-11-26 03:47:45.79059+00');
INSERT INTO public.simulated_payments VALUES ('80ceb8c5-8ed3-8737-aa55-9fa83d9b1cfe', 9817, 'USD', 'simulated: the bank refused the payment', '2026-11-26 03:47:45.798403+00');


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 6, true);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: answers pk_answers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT pk_answers PRIMARY KEY (key);


--
-- Name: bank_file_contents pk_bank_file_contents; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bank_file_contents
    ADD CONSTRAINT pk_bank_file_contents PRIMARY KEY (file_id);


--
-- Name: bank_files pk_bank_files; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bank_files
    ADD CONSTRAINT pk_bank_files PRIMARY KEY (id);


--
-- Name: closed_days pk_closed_days; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.closed_days
    ADD CONSTRAINT pk_closed_days PRIMARY KEY (business_day);


--
-- Name: ended_sessions pk_ended_sessions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ended_sessions
    ADD CONSTRAINT pk_ended_sessions PRIMARY KEY (session_id);


--
-- Name: followed_payouts pk_followed_payouts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.followed_payouts
    ADD CONSTRAINT pk_followed_payouts PRIMARY KEY (payout_id);


--
-- Name: inbox pk_inbox; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (event_id);


--
-- Name: mails pk_mails; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT pk_mails PRIMARY KEY (payout_id);


--
-- Name: outbox pk_outbox; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);


--
-- Name: payouts pk_payouts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payouts
    ADD CONSTRAINT pk_payouts PRIMARY KEY (id);


--
-- Name: people pk_people; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);


--
-- Name: recipients pk_recipients; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.recipients
    ADD CONSTRAINT pk_recipients PRIMARY KEY (user_id);


--
-- Name: simulated_payments pk_simulated_payments; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.simulated_payments
    ADD CONSTRAINT pk_simulated_payments PRIMARY KEY (payout_id);


--
-- Name: ix_answers_answered_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_answers_answered_at ON public.answers USING btree (answered_at);


--
-- Name: ix_ended_sessions_ended_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_ended_sessions_ended_at ON public.ended_sessions USING btree (ended_at);


--
-- Name: ix_inbox_received_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_inbox_received_at ON public.inbox USING btree (received_at);


--
-- Name: ix_mails_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_mails_due ON public.mails USING btree (next_at) WHERE (state = 'due'::text);


--
-- Name: ix_mails_undelivered; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_mails_undelivered ON public.mails USING btree (payout_id) WHERE (state = 'undelivered'::text);


--
-- Name: ix_outbox_failed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_failed ON public.outbox USING btree (id) WHERE (failed_at IS NOT NULL);


--
-- Name: ix_outbox_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_waiting ON public.outbox USING btree (id) WHERE ((published_at IS NULL) AND (failed_at IS NULL));


--
-- Name: ix_payouts_business_day; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_payouts_business_day ON public.payouts USING btree (business_day, id);


--
-- Name: ix_payouts_file_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_payouts_file_id ON public.payouts USING btree (file_id) WHERE (file_id IS NOT NULL);


--
-- Name: ix_payouts_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_payouts_open ON public.payouts USING btree (state, next_at) WHERE (state = ANY (ARRAY['due'::text, 'sent'::text]));


--
-- Name: ix_payouts_unfiled; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_payouts_unfiled ON public.payouts USING btree (business_day, currency) WHERE ((provider = 'manual'::text) AND (state = 'sent'::text) AND (file_id IS NULL));


--
-- Name: ix_payouts_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_payouts_user_id ON public.payouts USING btree (user_id, business_day);


--
-- Name: bank_file_contents fk_bank_file_contents_file_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.bank_file_contents
    ADD CONSTRAINT fk_bank_file_contents_file_id FOREIGN KEY (file_id) REFERENCES public.bank_files(id);


--
-- Name: mails fk_mails_payout_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT fk_mails_payout_id FOREIGN KEY (payout_id) REFERENCES public.payouts(id);


--
-- Name: payouts fk_payouts_file_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payouts
    ADD CONSTRAINT fk_payouts_file_id FOREIGN KEY (file_id) REFERENCES public.bank_files(id);


--
-- Name: TABLE answers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.answers TO ates_payments;


--
-- Name: TABLE bank_file_contents; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.bank_file_contents TO ates_payments;


--
-- Name: TABLE bank_files; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.bank_files TO ates_payments;


--
-- Name: COLUMN bank_files.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.bank_files TO ates_payments;


--
-- Name: COLUMN bank_files.handed_over_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(handed_over_at) ON TABLE public.bank_files TO ates_payments;


--
-- Name: COLUMN bank_files.handed_over_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(handed_over_by) ON TABLE public.bank_files TO ates_payments;


--
-- Name: COLUMN bank_files.withdrawn_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(withdrawn_at) ON TABLE public.bank_files TO ates_payments;


--
-- Name: COLUMN bank_files.withdrawn_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(withdrawn_by) ON TABLE public.bank_files TO ates_payments;


--
-- Name: COLUMN bank_files.withdrawal_reason; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(withdrawal_reason) ON TABLE public.bank_files TO ates_payments;


--
-- Name: TABLE closed_days; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.closed_days TO ates_payments;


--
-- Name: TABLE ended_sessions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.ended_sessions TO ates_payments;


--
-- Name: TABLE followed_payouts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.followed_payouts TO ates_payments;


--
-- Name: TABLE inbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.inbox TO ates_payments;


--
-- Name: TABLE mails; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.mails TO ates_payments;


--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO ates_payments;


--
-- Name: COLUMN outbox.data; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(data) ON TABLE public.outbox TO ates_payments;


--
-- Name: COLUMN outbox.published_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(published_at) ON TABLE public.outbox TO ates_payments;


--
-- Name: COLUMN outbox.failed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failed_at) ON TABLE public.outbox TO ates_payments;


--
-- Name: COLUMN outbox.failure; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failure) ON TABLE public.outbox TO ates_payments;


--
-- Name: TABLE payouts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.payouts TO ates_payments;


--
-- Name: TABLE people; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.people TO ates_payments;


--
-- Name: TABLE recipients; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.recipients TO ates_payments;


--
-- Name: TABLE simulated_payments; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.simulated_payments TO ates_payments;


--
-- PostgreSQL database dump complete
--


