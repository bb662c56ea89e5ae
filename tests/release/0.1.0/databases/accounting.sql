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

--
-- Name: claim_currency(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.claim_currency() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO '$user', 'public'
    AS $$
    DECLARE
        ours text := nullif(current_setting('ates.currency', true), '');
        theirs text := (SELECT currency FROM books);
    BEGIN
        IF ours IS NULL OR theirs = ours THEN
            RETURN NULL;
        END IF;
        IF EXISTS (SELECT FROM transfers) OR EXISTS (SELECT FROM tasks) THEN
            IF theirs IS NOT NULL THEN
                PERFORM refuse_currency(theirs, ours);
            END IF;
        END IF;
        INSERT INTO books (currency) VALUES (ours) ON CONFLICT (id) DO UPDATE SET currency = excluded.currency;
        RETURN NULL;
    END $$;


--
-- Name: ledger_now(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.ledger_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$SELECT now()$$;


--
-- Name: payout_id(date, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.payout_id(day date, user_id uuid) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    AS $$
        SELECT encode(
            set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex'
        )::uuid
        FROM (
            SELECT substr(sha256(convert_to('payout/' || to_char(day, 'YYYY-MM-DD') || '/' || user_id, 'UTF8')), 1, 16)
                AS hash
        ) AS hashed
    $$;


--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'the ledger is never changed: correct it by a reversing transfer'
            USING ERRCODE = 'restrict_violation';
    END $$;


--
-- Name: refuse_currency(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_currency(books text, session text) RETURNS void
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'the books are kept in %, and this process works in %', books, session
            USING ERRCODE = 'cannot_connect_now', HINT = 'Set ATES_CURRENCY to the currency of the books.';
    END $$;


--
-- Name: require_currency(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.require_currency() RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
    DECLARE
        ours text := nullif(current_setting('ates.currency', true), '');
        theirs text := (SELECT currency FROM books);
    BEGIN
        IF theirs <> ours AND (EXISTS (SELECT FROM transfers) OR EXISTS (SELECT FROM tasks)) THEN
            PERFORM refuse_currency(theirs, ours);
        END IF;
    END $$;


--
-- Name: retried_payout_id(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.retried_payout_id(payout_id uuid) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    AS $$
        SELECT encode(
            set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex'
        )::uuid
        FROM (SELECT substr(sha256(convert_to('retry/' || payout_id, 'UTF8')), 1, 16) AS hash) AS hashed
    $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.accounts (
    id uuid NOT NULL,
    balance bigint DEFAULT 0 NOT NULL
)
WITH (fillfactor='60');


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
-- Name: books; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.books (
    id smallint DEFAULT 1 NOT NULL,
    currency character(3) NOT NULL,
    CONSTRAINT ck_books_currency CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT ck_books_one CHECK ((id = 1))
);


--
-- Name: business_days; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.business_days (
    day date NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    paid_up_to uuid,
    payouts bigint DEFAULT 0 NOT NULL,
    amount bigint DEFAULT 0 NOT NULL,
    CONSTRAINT ck_business_days_bounds CHECK ((opens_at < closes_at)),
    CONSTRAINT ck_business_days_state CHECK ((state = ANY (ARRAY['open'::text, 'closing'::text, 'closed'::text])))
);


--
-- Name: day_incomes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.day_incomes (
    day date NOT NULL,
    fees bigint NOT NULL,
    rewards bigint NOT NULL
);


--
-- Name: ended_sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ended_sessions (
    session_id uuid NOT NULL,
    ended_at timestamp with time zone NOT NULL
);


--
-- Name: inbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inbox (
    event_id uuid NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
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
-- Name: pending_corrections; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pending_corrections (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    delta bigint NOT NULL,
    reason text NOT NULL,
    reverses uuid,
    requested_by uuid NOT NULL,
    requested_at timestamp with time zone DEFAULT public.ledger_now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    decision_reason text,
    transfer_id uuid,
    CONSTRAINT ck_pending_corrections_decided CHECK (((state = 'waiting'::text) = (decided_at IS NULL))),
    CONSTRAINT ck_pending_corrections_delta CHECK ((delta <> 0)),
    CONSTRAINT ck_pending_corrections_expiry CHECK ((requested_at < expires_at)),
    CONSTRAINT ck_pending_corrections_not_to_oneself CHECK ((requested_by <> user_id)),
    CONSTRAINT ck_pending_corrections_posted CHECK (((state = 'approved'::text) = (transfer_id IS NOT NULL))),
    CONSTRAINT ck_pending_corrections_second_person CHECK (((state <> ALL (ARRAY['approved'::text, 'refused'::text])) OR ((decided_by <> requested_by) AND (decided_by <> user_id)))),
    CONSTRAINT ck_pending_corrections_state CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'refused'::text, 'withdrawn'::text, 'expired'::text, 'superseded'::text])))
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
-- Name: tasks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tasks (
    id uuid NOT NULL,
    fee bigint NOT NULL,
    reward bigint NOT NULL,
    priced_at timestamp with time zone DEFAULT now() NOT NULL,
    title text,
    jira_key text,
    CONSTRAINT ck_tasks_fee CHECK (((fee >= 1000) AND (fee <= 2000))),
    CONSTRAINT ck_tasks_reward CHECK (((reward >= 2000) AND (reward <= 4000)))
);


--
-- Name: transfers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transfers (
    id uuid NOT NULL,
    number bigint NOT NULL,
    source_id uuid NOT NULL,
    kind text NOT NULL,
    debited uuid NOT NULL,
    credited uuid NOT NULL,
    amount bigint NOT NULL,
    user_id uuid NOT NULL,
    delta bigint GENERATED ALWAYS AS (
CASE
    WHEN (credited = user_id) THEN amount
    ELSE (- amount)
END) STORED,
    balance_after bigint NOT NULL,
    business_day date NOT NULL,
    posted_at timestamp with time zone DEFAULT public.ledger_now() NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    description text NOT NULL,
    task_id uuid,
    reverses uuid,
    actor_id uuid,
    traceparent text,
    approved_by uuid,
    CONSTRAINT ck_transfers_amount CHECK ((amount > 0)),
    CONSTRAINT ck_transfers_kind CHECK ((kind = ANY (ARRAY['fee'::text, 'reward'::text, 'payout'::text, 'payout-returned'::text, 'correction'::text]))),
    CONSTRAINT ck_transfers_two_accounts CHECK ((debited <> credited)),
    CONSTRAINT ck_transfers_worker CHECK (((user_id = debited) OR (user_id = credited)))
);


--
-- Name: transfers_number_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.transfers ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.transfers_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.accounts VALUES ('01a215f7-44ac-72db-b456-f7fbad1f18a4', -5172);
INSERT INTO public.accounts VALUES ('01a215f7-44a3-7588-af7c-eb5c48e94751', 0);
INSERT INTO public.accounts VALUES ('01a215f7-44c8-77bf-b3eb-1969a41fe95b', 0);
INSERT INTO public.accounts VALUES ('01a215f7-44bc-7040-8a9d-5e5551b3d857', 5055);
INSERT INTO public.accounts VALUES ('01a215f7-44c2-716a-8b2b-02b7d38122fc', 9077);
INSERT INTO public.accounts VALUES ('01a215f7-44b4-71a7-bb51-c934e55f7e47', 9817);
INSERT INTO public.accounts VALUES ('01a215f7-44b6-777c-a0f4-34d14943dd1a', 0);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0008');


--
-- Data for Name: answers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: books; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.books VALUES (1, 'USD');


--
-- Data for Name: business_days; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.business_days VALUES ('2026-11-26', '2026-11-26 00:00:00+00', '2026-11-27 00:00:00+00', 'closed', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 6, 33424);
INSERT INTO public.business_days VALUES ('2026-11-27', '2026-11-27 00:00:00+00', '2026-11-28 00:00:00+00', 'open', NULL, 0, 0);


--
-- Data for Name: day_incomes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ended_sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ended_sessions VALUES ('01a215f7-61da-72f8-9d98-abb2eeec8f25', '2026-11-26 03:47:43.754127+00');
INSERT INTO public.ended_sessions VALUES ('01a215f7-6e85-714b-9e9b-f583ddf5f284', '2026-11-26 03:47:46.961389+00');


--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbox VALUES ('01a215f7-4477-7191-87ae-21110b2b0871', '2026-11-26 03:47:42.181851+00');
INSERT INTO public.inbox VALUES ('01a215f7-44a0-76f4-90b9-7cec02720566', '2026-11-26 03:47:42.181851+00');
INSERT INTO public.inbox VALUES ('01a215f7-44ac-72db-b456-f7fabd853b5f', '2026-11-26 03:47:42.181851+00');
INSERT INTO public.inbox VALUES ('01a215f7-44b4-71a7-bb51-c9337c95ea06', '2026-11-26 03:47:42.181851+00');
INSERT INTO public.inbox VALUES ('01a215f7-44b6-777c-a0f4-34d070b96593', '2026-11-26 03:47:42.237044+00');
INSERT INTO public.inbox VALUES ('01a215f7-44bc-7040-8a9d-5e547b4840c2', '2026-11-26 03:47:42.237044+00');
INSERT INTO public.inbox VALUES ('01a215f7-44c0-74b9-8711-ae94bf675dc9', '2026-11-26 03:47:42.237044+00');
INSERT INTO public.inbox VALUES ('01a215f7-44c8-77bf-b3eb-19682c2a602c', '2026-11-26 03:47:42.237044+00');
INSERT INTO public.inbox VALUES ('01a215f7-44cb-72c8-aaf4-261ab4afe491', '2026-11-26 03:47:42.237044+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e52-74f3-a7f1-c072324a6a28', '2026-11-26 03:47:42.834565+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e53-717e-8acb-a11fb5ad6101', '2026-11-26 03:47:42.834565+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e6b-705b-bb8f-3813094b585f', '2026-11-26 03:47:42.909348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e6b-705b-bb8f-381486193197', '2026-11-26 03:47:42.909348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e87-758b-80eb-c14559a4cb41', '2026-11-26 03:47:42.909348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e87-758b-80eb-c146be8789b7', '2026-11-26 03:47:42.909348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e96-7374-887d-e7394d4785a1', '2026-11-26 03:47:42.909348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e96-7374-887d-e73a195b8c00', '2026-11-26 03:47:42.909348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5eab-7783-bd06-c6e7395e7781', '2026-11-26 03:47:42.909348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5eab-7783-bd06-c6e8e153ee24', '2026-11-26 03:47:42.909348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ec6-7698-afd4-db174b9a0d89', '2026-11-26 03:47:42.939161+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ec6-7698-afd4-db181afb7ebc', '2026-11-26 03:47:42.939161+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ee8-753e-980b-d8c7a00f6a23', '2026-11-26 03:47:42.981364+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ee8-753e-980b-d8c8a9d9df51', '2026-11-26 03:47:42.981364+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f07-778a-8d76-a7cd7c73a5ea', '2026-11-26 03:47:43.007252+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f07-778a-8d76-a7ce7bb92427', '2026-11-26 03:47:43.007252+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f23-7778-88b8-67de87dc00d5', '2026-11-26 03:47:43.033353+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f23-7778-88b8-67df28895eb6', '2026-11-26 03:47:43.033353+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f39-7187-b290-a1071a215807', '2026-11-26 03:47:43.052057+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f39-7187-b290-a1081d1f22b8', '2026-11-26 03:47:43.052057+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f4b-736e-8e00-760c09e1d4cb', '2026-11-26 03:47:43.071593+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f4b-736e-8e00-760de13d60fd', '2026-11-26 03:47:43.071593+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f5f-757a-a53e-799b63378e71', '2026-11-26 03:47:43.092905+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f5f-757a-a53e-799c5da98396', '2026-11-26 03:47:43.092905+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-71b3-a878-b3c52ea1a79f', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-727c-811c-2e36a2e7a821', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-7298-8461-82f01bce2062', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-72b0-9943-0ddd0249d186', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-72c6-ab27-7d15ea18bceb', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-72de-a8ef-9eb206ea6840', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-72f5-9c2d-b62f126ce94b', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-730b-8738-8f8ae9ac0670', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-7321-abe1-fd03b3240eaa', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-7337-ab3f-94a8a585ed64', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-734f-b5c5-2c8cbe7ad771', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-742c-b4e4-569f6299c2d9', '2026-11-26 03:47:43.127143+00');
INSERT INTO public.inbox VALUES ('01a215f7-5fae-7215-b330-21df37283d26', '2026-11-26 03:47:43.164099+00');
INSERT INTO public.inbox VALUES ('01a215f7-5fe5-76ac-9383-37728ab4ca64', '2026-11-26 03:47:43.223471+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ff9-7475-abdb-3cbae2db366c', '2026-11-26 03:47:43.24684+00');
INSERT INTO public.inbox VALUES ('01a215f7-6031-7192-a8b9-f59fba03a470', '2026-11-26 03:47:43.299055+00');
INSERT INTO public.inbox VALUES ('01a215f7-6050-70d6-8457-25327f355594', '2026-11-26 03:47:43.329573+00');
INSERT INTO public.inbox VALUES ('01a215f7-607d-71a4-b815-b0d9b9fb81fd', '2026-11-26 03:47:43.372478+00');
INSERT INTO public.inbox VALUES ('01a215f7-60a3-758b-858d-70bb0df78344', '2026-11-26 03:47:43.413223+00');
INSERT INTO public.inbox VALUES ('01a215f7-60c3-70ff-8020-b237531f56a5', '2026-11-26 03:47:43.459502+00');
INSERT INTO public.inbox VALUES ('01a215f7-60f8-724c-a77f-e84e2895f9f3', '2026-11-26 03:47:43.497065+00');
INSERT INTO public.inbox VALUES ('01a215f7-611e-711f-85c7-824bcef7596b', '2026-11-26 03:47:43.537514+00');
INSERT INTO public.inbox VALUES ('01a215f7-6193-76e2-9d06-88ade75139e5', '2026-11-26 03:47:43.666608+00');
INSERT INTO public.inbox VALUES ('01a215f7-61ea-7661-a299-5b264fa622b7', '2026-11-26 03:47:43.743519+00');
INSERT INTO public.inbox VALUES ('01a215f7-621c-70a3-a3c4-1a69fd1d9c0c', '2026-11-26 03:47:43.807778+00');
INSERT INTO public.inbox VALUES ('01a215f7-621c-70a3-a3c4-1a6a653e2b5b', '2026-11-26 03:47:43.807778+00');
INSERT INTO public.inbox VALUES ('01a215f7-6251-72c1-95c4-e9169e0ac639', '2026-11-26 03:47:43.861008+00');
INSERT INTO public.inbox VALUES ('01a215f7-6df2-750f-884a-88cfe7ee3135', '2026-11-26 03:47:46.823477+00');
INSERT INTO public.inbox VALUES ('01a215f7-6df2-750f-884a-88d0f6979091', '2026-11-26 03:47:46.823477+00');
INSERT INTO public.inbox VALUES ('01a215f7-6df2-750f-884a-88d1dacb34d4', '2026-11-26 03:47:46.823477+00');
INSERT INTO public.inbox VALUES ('01a215f7-6df2-750f-884a-88d2e64e683d', '2026-11-26 03:47:46.849957+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e92-750e-96a1-bec3997287fb', '2026-11-26 03:47:46.986341+00');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, '01a215f7-5e87-72c8-a6be-790e8e890be4', 'accounting.task-priced.v1', '01a215f7-5e45-74d7-a3a6-ec112a8c53b0', '2026-11-26 03:47:42.834565+00', '{"fee": 1597, "reward": 2830, "task_id": "01a215f7-5e45-74d7-a3a6-ec112a8c53b0", "currency": "USD"}', '00-b1de7f077a61efd2e12e9a7a5e675596-9feb6636cf267579-01', '2026-11-26 03:47:42.966496+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (2, '01a215f7-5eb6-7377-8c9a-695ab3c4d8c0', 'accounting.transfer-posted.v1', '01a215f7-5eb1-76dd-a4f6-6c598c39d874', '2026-11-26 03:47:42.834565+00', '{"kind": "fee", "delta": -1597, "task_id": "01a215f7-5e45-74d7-a3a6-ec112a8c53b0", "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "transfer_id": "01a215f7-5eb1-76dd-a4f6-6c598c39d874", "business_day": "2026-11-26", "balance_after": -1597}', '00-b1de7f077a61efd2e12e9a7a5e675596-9feb6636cf267579-01', '2026-11-26 03:47:42.966534+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (3, '01a215f7-5ec1-77c5-b057-cb7dec77888d', 'accounting.task-priced.v1', '01a215f7-5e67-74f0-88bb-51087eeddfc8', '2026-11-26 03:47:42.909348+00', '{"fee": 1445, "reward": 2883, "task_id": "01a215f7-5e67-74f0-88bb-51087eeddfc8", "currency": "USD"}', '00-ef17d6000233e670ec2fec8fc3a5a257-d2c9a2da2b21f72c-01', '2026-11-26 03:47:42.982637+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (4, '01a215f7-5ec1-77c5-b057-cb7e12621bc1', 'accounting.task-priced.v1', '01a215f7-5e85-7747-90bd-321fe80de275', '2026-11-26 03:47:42.909348+00', '{"fee": 1615, "reward": 3972, "task_id": "01a215f7-5e85-7747-90bd-321fe80de275", "currency": "USD"}', '00-299e3c4810c764e29b7fea77141b3d10-c87189f6a0ac605a-01', '2026-11-26 03:47:42.982656+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (5, '01a215f7-5ec1-77c5-b057-cb7f52c4a48f', 'accounting.task-priced.v1', '01a215f7-5e92-77fd-9331-9d981124ade2', '2026-11-26 03:47:42.909348+00', '{"fee": 1820, "reward": 2646, "task_id": "01a215f7-5e92-77fd-9331-9d981124ade2", "currency": "USD"}', '00-b43e5473dedda10569dc60345dffa015-f11ce0e0674fe718-01', '2026-11-26 03:47:42.982659+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (6, '01a215f7-5ec1-77c5-b057-cb80fff78ed7', 'accounting.task-priced.v1', '01a215f7-5ea7-72a5-8471-ad1776fc398d', '2026-11-26 03:47:42.909348+00', '{"fee": 1436, "reward": 3749, "task_id": "01a215f7-5ea7-72a5-8471-ad1776fc398d", "currency": "USD"}', '00-b53b245da6c35a739d42ed64e5d35555-18d5af485c6caf7a-01', '2026-11-26 03:47:42.982662+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (7, '01a215f7-5ecc-7155-ace6-2e47980d03fd', 'accounting.transfer-posted.v1', '01a215f7-5eca-7160-9035-0c4d3b06f726', '2026-11-26 03:47:42.909348+00', '{"kind": "fee", "delta": -1445, "task_id": "01a215f7-5e67-74f0-88bb-51087eeddfc8", "user_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b", "currency": "USD", "transfer_id": "01a215f7-5eca-7160-9035-0c4d3b06f726", "business_day": "2026-11-26", "balance_after": -1445}', '00-ef17d6000233e670ec2fec8fc3a5a257-d2c9a2da2b21f72c-01', '2026-11-26 03:47:42.982664+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (8, '01a215f7-5ecc-7155-ace6-2e483a169ace', 'accounting.transfer-posted.v1', '01a215f7-5eca-7160-9035-0c4e4d7b25f0', '2026-11-26 03:47:42.909348+00', '{"kind": "fee", "delta": -1615, "task_id": "01a215f7-5e85-7747-90bd-321fe80de275", "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "transfer_id": "01a215f7-5eca-7160-9035-0c4e4d7b25f0", "business_day": "2026-11-26", "balance_after": -3212}', '00-299e3c4810c764e29b7fea77141b3d10-c87189f6a0ac605a-01', '2026-11-26 03:47:42.982666+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (11, '01a215f7-5ee4-71d5-86e9-a2b07ea439c8', 'accounting.task-priced.v1', '01a215f7-5ec0-748b-b772-a5494ec8a07f', '2026-11-26 03:47:42.939161+00', '{"fee": 1984, "reward": 3748, "task_id": "01a215f7-5ec0-748b-b772-a5494ec8a07f", "currency": "USD"}', '00-bd3704746f0864ac2bdcc7e5edac07c3-66260da8fe2bddcb-01', '2026-11-26 03:47:42.997658+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (12, '01a215f7-5f01-76aa-8182-d9ac7aa4cfbd', 'accounting.transfer-posted.v1', '01a215f7-5efc-7641-bf2c-8a7e98a5d965', '2026-11-26 03:47:42.939161+00', '{"kind": "fee", "delta": -1984, "task_id": "01a215f7-5ec0-748b-b772-a5494ec8a07f", "user_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "currency": "USD", "transfer_id": "01a215f7-5efc-7641-bf2c-8a7e98a5d965", "business_day": "2026-11-26", "balance_after": -1984}', '00-bd3704746f0864ac2bdcc7e5edac07c3-66260da8fe2bddcb-01', '2026-11-26 03:47:42.997696+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (13, '01a215f7-5f09-768f-847f-0f445f29258e', 'accounting.task-priced.v1', '01a215f7-5ee1-76b0-bacb-3299efea6bce', '2026-11-26 03:47:42.981364+00', '{"fee": 1200, "reward": 3327, "task_id": "01a215f7-5ee1-76b0-bacb-3299efea6bce", "currency": "USD"}', '00-9f213ab91fa19d5a4a05b895873b9702-b41184168a830e40-01', '2026-11-26 03:47:43.023246+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (9, '01a215f7-5ecc-7155-ace6-2e494aff0288', 'accounting.transfer-posted.v1', '01a215f7-5eca-7160-9035-0c4feec147c7', '2026-11-26 03:47:42.909348+00', '{"kind": "fee", "delta": -1820, "task_id": "01a215f7-5e92-77fd-9331-9d981124ade2", "user_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "currency": "USD", "transfer_id": "01a215f7-5eca-7160-9035-0c4feec147c7", "business_day": "2026-11-26", "balance_after": -1820}', '00-b43e5473dedda10569dc60345dffa015-f11ce0e0674fe718-01', '2026-11-26 03:47:42.982669+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (10, '01a215f7-5ecc-7155-ace6-2e4a5e1ae9b5', 'accounting.transfer-posted.v1', '01a215f7-5eca-7160-9035-0c50dfb41c0a', '2026-11-26 03:47:42.909348+00', '{"kind": "fee", "delta": -1436, "task_id": "01a215f7-5ea7-72a5-8471-ad1776fc398d", "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "transfer_id": "01a215f7-5eca-7160-9035-0c50dfb41c0a", "business_day": "2026-11-26", "balance_after": -1436}', '00-b53b245da6c35a739d42ed64e5d35555-18d5af485c6caf7a-01', '2026-11-26 03:47:42.982831+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (28, '01a215f7-5f9c-7338-9252-aa529a758a7c', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61c4e81948ec', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1549, "task_id": "01a215f7-5f1f-7317-83f9-2a4a11c72abf", "user_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61c4e81948ec", "business_day": "2026-11-26", "balance_after": -4569}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171546+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (52, '01a215f7-639f-74b5-95b7-91e7252b5a3c', 'accounting.transfer-posted.v1', '01a215f7-639c-7632-9a5d-8393e0920cee', '2026-11-26 03:47:44.1525+00', '{"kind": "correction", "delta": 9345, "task_id": null, "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-639c-7632-9a5d-8393e0920cee", "business_day": "2026-11-26", "balance_after": 10817}', '00-b3184538b1755ca01dbc0f8b92dc9123-156d74a7dafc2490-01', '2026-11-26 03:47:44.179796+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (53, '01a215f7-63b5-7401-9844-a6fec0d42663', 'accounting.transfer-posted.v1', '01a215f7-63b2-7364-8eec-5cc4f04332ac', '2026-11-26 03:47:44.171836+00', '{"kind": "correction", "delta": -1000, "task_id": null, "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-63b2-7364-8eec-5cc4f04332ac", "business_day": "2026-11-26", "balance_after": 9817}', '00-992e9baff35b418c9556007a7f110014-a93ef86b2af45270-01', '2026-11-26 03:47:44.211458+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (54, '01a215f7-641d-7ff5-b519-2dca0abf5d6f', 'accounting.transfer-posted.v1', '01a215f7-641d-77f3-b9d2-48c0a5b95e6f', '2026-11-26 03:47:44.279579+00', '{"kind": "payout", "delta": -3604, "task_id": null, "user_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "currency": "USD", "transfer_id": "01a215f7-641d-77f3-b9d2-48c0a5b95e6f", "business_day": "2026-11-26", "balance_after": 0}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.303974+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (55, '01a215f7-641e-709e-8139-a7ebf1c5b04c', 'accounting.payout-due.v1', '527df960-1557-83c0-af08-b271db87803b', '2026-11-26 03:47:44.279579+00', '{"amount": 3604, "user_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "currency": "USD", "payout_id": "527df960-1557-83c0-af08-b271db87803b", "business_day": "2026-11-26"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304015+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (64, '01a215f7-641e-7398-9984-30929bfd8cf3', 'accounting.transfer-posted.v1', '01a215f7-641d-7ef2-bdb5-bb003a66e3a0', '2026-11-26 03:47:44.279579+00', '{"kind": "payout", "delta": -1661, "task_id": null, "user_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b", "currency": "USD", "transfer_id": "01a215f7-641d-7ef2-bdb5-bb003a66e3a0", "business_day": "2026-11-26", "balance_after": 0}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304038+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (65, '01a215f7-641e-73b0-8460-0d9d743225ca', 'accounting.payout-due.v1', '4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d', '2026-11-26 03:47:44.279579+00', '{"amount": 1661, "user_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b", "currency": "USD", "payout_id": "4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d", "business_day": "2026-11-26"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.30404+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (67, '01a215f7-6e1b-7422-abc1-a3befd7088e8', 'accounting.transfer-posted.v1', '01a215f7-6e1a-7768-98b4-ccd59bc28a86', '2026-11-26 03:47:46.823477+00', '{"kind": "payout-returned", "delta": 4210, "task_id": null, "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "transfer_id": "01a215f7-6e1a-7768-98b4-ccd59bc28a86", "business_day": "2026-11-27", "balance_after": 4210}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.865506+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (14, '01a215f7-5f18-7551-9ff8-c7a6f792e668', 'accounting.transfer-posted.v1', '01a215f7-5f16-7111-92a6-5be9b19928d5', '2026-11-26 03:47:42.981364+00', '{"kind": "fee", "delta": -1200, "task_id": "01a215f7-5ee1-76b0-bacb-3299efea6bce", "user_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "currency": "USD", "transfer_id": "01a215f7-5f16-7111-92a6-5be9b19928d5", "business_day": "2026-11-26", "balance_after": -3020}', '00-9f213ab91fa19d5a4a05b895873b9702-b41184168a830e40-01', '2026-11-26 03:47:43.023279+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (15, '01a215f7-5f23-75c9-9b6e-993411a3a2d8', 'accounting.task-priced.v1', '01a215f7-5f01-7082-9995-45ae40d631df', '2026-11-26 03:47:43.007252+00', '{"fee": 1894, "reward": 3358, "task_id": "01a215f7-5f01-7082-9995-45ae40d631df", "currency": "USD"}', '00-faf6ba40f0a5e9850c6779605a4394bd-60b50ae468a3a4e5-01', '2026-11-26 03:47:43.029779+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (16, '01a215f7-5f2a-7480-a3b1-9cca33db2ff6', 'accounting.transfer-posted.v1', '01a215f7-5f27-73e6-b5a2-0c25f9ef0221', '2026-11-26 03:47:43.007252+00', '{"kind": "fee", "delta": -1894, "task_id": "01a215f7-5f01-7082-9995-45ae40d631df", "user_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b", "currency": "USD", "transfer_id": "01a215f7-5f27-73e6-b5a2-0c25f9ef0221", "business_day": "2026-11-26", "balance_after": -3339}', '00-faf6ba40f0a5e9850c6779605a4394bd-60b50ae468a3a4e5-01', '2026-11-26 03:47:43.029794+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (17, '01a215f7-5f3f-74eb-a46d-d1cf8255a8b0', 'accounting.task-priced.v1', '01a215f7-5f1f-7317-83f9-2a4a11c72abf', '2026-11-26 03:47:43.033353+00', '{"fee": 1549, "reward": 3173, "task_id": "01a215f7-5f1f-7317-83f9-2a4a11c72abf", "currency": "USD"}', '00-42a9820384fce371ddbb6308d61363b0-e7db30ba38423ad5-01', '2026-11-26 03:47:43.064843+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (18, '01a215f7-5f42-75d0-bd73-3a6e976eb6f4', 'accounting.transfer-posted.v1', '01a215f7-5f41-7421-8376-465deeb02c96', '2026-11-26 03:47:43.033353+00', '{"kind": "fee", "delta": -1549, "task_id": "01a215f7-5f1f-7317-83f9-2a4a11c72abf", "user_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "currency": "USD", "transfer_id": "01a215f7-5f41-7421-8376-465deeb02c96", "business_day": "2026-11-26", "balance_after": -3533}', '00-42a9820384fce371ddbb6308d61363b0-e7db30ba38423ad5-01', '2026-11-26 03:47:43.064862+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (19, '01a215f7-5f51-721a-b6f8-b42cf8d8d7c5', 'accounting.task-priced.v1', '01a215f7-5f33-77e9-907e-ad802aebb83c', '2026-11-26 03:47:43.052057+00', '{"fee": 1026, "reward": 3012, "task_id": "01a215f7-5f33-77e9-907e-ad802aebb83c", "currency": "USD"}', '00-f971f8c71339f66965c03c963d2fc6ca-35147140176d90a1-01', '2026-11-26 03:47:43.08252+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (20, '01a215f7-5f58-7423-8efc-9798d39ad6aa', 'accounting.transfer-posted.v1', '01a215f7-5f56-752d-9d42-dfcb24cad58a', '2026-11-26 03:47:43.052057+00', '{"kind": "fee", "delta": -1026, "task_id": "01a215f7-5f33-77e9-907e-ad802aebb83c", "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-5f56-752d-9d42-dfcb24cad58a", "business_day": "2026-11-26", "balance_after": -1026}', '00-f971f8c71339f66965c03c963d2fc6ca-35147140176d90a1-01', '2026-11-26 03:47:43.08254+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (21, '01a215f7-5f6d-7642-adb1-00cb4973cf3b', 'accounting.task-priced.v1', '01a215f7-5f49-77b9-adc1-d7f4aae6a43b', '2026-11-26 03:47:43.071593+00', '{"fee": 1515, "reward": 2162, "task_id": "01a215f7-5f49-77b9-adc1-d7f4aae6a43b", "currency": "USD"}', '00-223e5df70528b73490247faa4b148442-2777d535bfacf466-01', '2026-11-26 03:47:43.10605+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (22, '01a215f7-5f71-7488-8481-16f13074807b', 'accounting.transfer-posted.v1', '01a215f7-5f6f-7474-abf8-6c9531494c82', '2026-11-26 03:47:43.071593+00', '{"kind": "fee", "delta": -1515, "task_id": "01a215f7-5f49-77b9-adc1-d7f4aae6a43b", "user_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "currency": "USD", "transfer_id": "01a215f7-5f6f-7474-abf8-6c9531494c82", "business_day": "2026-11-26", "balance_after": -5048}', '00-223e5df70528b73490247faa4b148442-2777d535bfacf466-01', '2026-11-26 03:47:43.106088+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (23, '01a215f7-5f78-719a-b671-def282e4d68f', 'accounting.task-priced.v1', '01a215f7-5f5d-73bd-bc76-a0cc217a52fb', '2026-11-26 03:47:43.092905+00', '{"fee": 1411, "reward": 3833, "task_id": "01a215f7-5f5d-73bd-bc76-a0cc217a52fb", "currency": "USD"}', '00-2962490adc3553a118b409269a34a615-9afe1d7e9476b2e4-01', '2026-11-26 03:47:43.127759+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (24, '01a215f7-5f89-72be-961a-fe128f23e125', 'accounting.transfer-posted.v1', '01a215f7-5f88-7499-bc35-f2ed52fa5920', '2026-11-26 03:47:43.092905+00', '{"kind": "fee", "delta": -1411, "task_id": "01a215f7-5f5d-73bd-bc76-a0cc217a52fb", "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "transfer_id": "01a215f7-5f88-7499-bc35-f2ed52fa5920", "business_day": "2026-11-26", "balance_after": -2847}', '00-2962490adc3553a118b409269a34a615-9afe1d7e9476b2e4-01', '2026-11-26 03:47:43.127789+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (25, '01a215f7-5f9c-7338-9252-aa4f8893034c', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61c1232cc2ae', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1820, "task_id": "01a215f7-5e92-77fd-9331-9d981124ade2", "user_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61c1232cc2ae", "business_day": "2026-11-26", "balance_after": -6868}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171518+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (26, '01a215f7-5f9c-7338-9252-aa509abcfb92', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61c2fb374ca4', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1200, "task_id": "01a215f7-5ee1-76b0-bacb-3299efea6bce", "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61c2fb374ca4", "business_day": "2026-11-26", "balance_after": -2226}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.17154+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (27, '01a215f7-5f9c-7338-9252-aa51daa6af17', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61c3fe48bdb4', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1984, "task_id": "01a215f7-5ec0-748b-b772-a5494ec8a07f", "user_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61c3fe48bdb4", "business_day": "2026-11-26", "balance_after": -1984}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171544+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (29, '01a215f7-5f9c-7338-9252-aa5340281249', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61c503c3e94c', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1515, "task_id": "01a215f7-5f49-77b9-adc1-d7f4aae6a43b", "user_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61c503c3e94c", "business_day": "2026-11-26", "balance_after": -8383}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171552+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (30, '01a215f7-5f9c-7338-9252-aa5414e67e3c', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61c6dfd3df58', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1026, "task_id": "01a215f7-5f33-77e9-907e-ad802aebb83c", "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61c6dfd3df58", "business_day": "2026-11-26", "balance_after": -3252}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171554+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (31, '01a215f7-5f9c-7338-9252-aa550e53e8e0', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61c7e020ad03', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1597, "task_id": "01a215f7-5e45-74d7-a3a6-ec112a8c53b0", "user_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61c7e020ad03", "business_day": "2026-11-26", "balance_after": -9980}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171557+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (32, '01a215f7-5f9c-7338-9252-aa567fdf3a2e', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61c8a7d2fc70', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1615, "task_id": "01a215f7-5e85-7747-90bd-321fe80de275", "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61c8a7d2fc70", "business_day": "2026-11-26", "balance_after": -4867}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171559+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (33, '01a215f7-5f9c-7338-9252-aa57544a84d6', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61c96fe3e5b0', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1436, "task_id": "01a215f7-5ea7-72a5-8471-ad1776fc398d", "user_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61c96fe3e5b0", "business_day": "2026-11-26", "balance_after": -3420}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171561+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (34, '01a215f7-5f9c-7338-9252-aa58c4a9542d', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61cabb424bf3', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1411, "task_id": "01a215f7-5f5d-73bd-bc76-a0cc217a52fb", "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61cabb424bf3", "business_day": "2026-11-26", "balance_after": -4623}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171563+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (35, '01a215f7-5f9c-7338-9252-aa590772d840', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61cbc3604e8a', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1445, "task_id": "01a215f7-5e67-74f0-88bb-51087eeddfc8", "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61cbc3604e8a", "business_day": "2026-11-26", "balance_after": -4292}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171565+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (36, '01a215f7-5f9c-7338-9252-aa5ada0ff117', 'accounting.transfer-posted.v1', '01a215f7-5f9a-70d4-9802-61cc6d17098c', '2026-11-26 03:47:43.127143+00', '{"kind": "fee", "delta": -1894, "task_id": "01a215f7-5f01-7082-9995-45ae40d631df", "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "transfer_id": "01a215f7-5f9a-70d4-9802-61cc6d17098c", "business_day": "2026-11-26", "balance_after": -6186}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.171566+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (37, '01a215f7-5fcd-7115-bead-854e2036c9f2', 'accounting.transfer-posted.v1', '01a215f7-5fcb-72eb-8514-7a0892250781', '2026-11-26 03:47:43.164099+00', '{"kind": "reward", "delta": 3173, "task_id": "01a215f7-5f1f-7317-83f9-2a4a11c72abf", "user_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "currency": "USD", "transfer_id": "01a215f7-5fcb-72eb-8514-7a0892250781", "business_day": "2026-11-26", "balance_after": -1396}', '00-8af86616d69c025616aec7082fa4a98a-23b4be6f92e7dc2f-01', '2026-11-26 03:47:43.210363+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (38, '01a215f7-6000-75aa-a3fa-8a9c59d6cf1c', 'accounting.transfer-posted.v1', '01a215f7-6000-75aa-a3fa-8a9b986cb614', '2026-11-26 03:47:43.223471+00', '{"kind": "reward", "delta": 2162, "task_id": "01a215f7-5f49-77b9-adc1-d7f4aae6a43b", "user_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "currency": "USD", "transfer_id": "01a215f7-6000-75aa-a3fa-8a9b986cb614", "business_day": "2026-11-26", "balance_after": -7818}', '00-4dd9cb78ae692e65d79a88d466cd11b2-e3a93f3e4f14c3b4-01', '2026-11-26 03:47:43.265781+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (39, '01a215f7-6017-7479-8c30-df59f407c36f', 'accounting.transfer-posted.v1', '01a215f7-6014-748c-b74c-1d4baa829d20', '2026-11-26 03:47:43.24684+00', '{"kind": "reward", "delta": 2646, "task_id": "01a215f7-5e92-77fd-9331-9d981124ade2", "user_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "currency": "USD", "transfer_id": "01a215f7-6014-748c-b74c-1d4baa829d20", "business_day": "2026-11-26", "balance_after": -5172}', '00-6fdfd0a1cb096fda4fbbe5698ca51923-b2813a855a9ad081-01', '2026-11-26 03:47:43.278778+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (40, '01a215f7-604e-70d4-aa75-5b04137cce55', 'accounting.transfer-posted.v1', '01a215f7-604b-77bb-8cdc-0ad76f7a7fb5', '2026-11-26 03:47:43.299055+00', '{"kind": "reward", "delta": 3012, "task_id": "01a215f7-5f33-77e9-907e-ad802aebb83c", "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-604b-77bb-8cdc-0ad76f7a7fb5", "business_day": "2026-11-26", "balance_after": -1855}', '00-d4ddae626b33c93286c5f77bea4e673c-6fe844396fe655bc-01', '2026-11-26 03:47:43.329111+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (41, '01a215f7-6067-745f-a175-81ccecbbca7c', 'accounting.transfer-posted.v1', '01a215f7-6066-71a1-b10b-94005f1f3d3b', '2026-11-26 03:47:43.329573+00', '{"kind": "reward", "delta": 3327, "task_id": "01a215f7-5ee1-76b0-bacb-3299efea6bce", "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-6066-71a1-b10b-94005f1f3d3b", "business_day": "2026-11-26", "balance_after": 1472}', '00-d40abd99c8c89d344218be5b54eae97a-b6c5cc399710cf40-01', '2026-11-26 03:47:43.343154+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (42, '01a215f7-609f-7543-a560-8ccc8d9dccf7', 'accounting.transfer-posted.v1', '01a215f7-609d-73fb-9a44-bd794bccc754', '2026-11-26 03:47:43.372478+00', '{"kind": "reward", "delta": 3833, "task_id": "01a215f7-5f5d-73bd-bc76-a0cc217a52fb", "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "transfer_id": "01a215f7-609d-73fb-9a44-bd794bccc754", "business_day": "2026-11-26", "balance_after": -790}', '00-68ba7f98ebe70eb1c505ed7c7d621c75-87a5887bcd6c3e1d-01', '2026-11-26 03:47:43.406319+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (43, '01a215f7-60d9-7036-908b-704628091dee', 'accounting.transfer-posted.v1', '01a215f7-60cb-7087-8a9e-0f38e5a2780b', '2026-11-26 03:47:43.413223+00', '{"kind": "reward", "delta": 3358, "task_id": "01a215f7-5f01-7082-9995-45ae40d631df", "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "transfer_id": "01a215f7-60cb-7087-8a9e-0f38e5a2780b", "business_day": "2026-11-26", "balance_after": -2828}', '00-93e3b046843d9ce36b6461ffc5085db4-a2557db43b81061d-01', '2026-11-26 03:47:43.472281+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (44, '01a215f7-60ee-75f0-8d47-ede7712e475e', 'accounting.transfer-posted.v1', '01a215f7-60eb-7356-9a62-75b2dd886436', '2026-11-26 03:47:43.459502+00', '{"kind": "reward", "delta": 2883, "task_id": "01a215f7-5e67-74f0-88bb-51087eeddfc8", "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "transfer_id": "01a215f7-60eb-7356-9a62-75b2dd886436", "business_day": "2026-11-26", "balance_after": 55}', '00-b276893fcf72ce07308ee2e78462ddcf-61d18cd3f90a0cd2-01', '2026-11-26 03:47:43.502813+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (45, '01a215f7-611d-766b-8fa0-35877c16a61d', 'accounting.transfer-posted.v1', '01a215f7-6119-7188-a60d-9a9e0019d45c', '2026-11-26 03:47:43.497065+00', '{"kind": "reward", "delta": 3748, "task_id": "01a215f7-5ec0-748b-b772-a5494ec8a07f", "user_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "currency": "USD", "transfer_id": "01a215f7-6119-7188-a60d-9a9e0019d45c", "business_day": "2026-11-26", "balance_after": 328}', '00-518c122d4a5db2cc351150b063b2b1bd-0c2e0b337fa2503c-01', '2026-11-26 03:47:43.528636+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (46, '01a215f7-613a-7317-93e9-cbcc0eb256ae', 'accounting.transfer-posted.v1', '01a215f7-6137-702e-8a2a-127defc8e8b0', '2026-11-26 03:47:43.537514+00', '{"kind": "reward", "delta": 3749, "task_id": "01a215f7-5ea7-72a5-8471-ad1776fc398d", "user_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "currency": "USD", "transfer_id": "01a215f7-6137-702e-8a2a-127defc8e8b0", "business_day": "2026-11-26", "balance_after": 4077}', '00-edf87bef764d189a6b8cddbf79e6a222-467bb68c1254d0aa-01', '2026-11-26 03:47:43.56419+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (47, '01a215f7-62ef-732a-9d26-6fa9f0ebe505', 'accounting.transfer-posted.v1', '01a215f7-62e0-776a-b04f-367f56560790', '2026-11-26 03:47:43.951771+00', '{"kind": "correction", "delta": 5000, "task_id": null, "user_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "currency": "USD", "transfer_id": "01a215f7-62e0-776a-b04f-367f56560790", "business_day": "2026-11-26", "balance_after": 3604}', '00-98ea51cbdb17edcd0a5970f4a25a9c5e-99a2e3e041069ee1-01', '2026-11-26 03:47:44.004815+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (48, '01a215f7-6314-77c8-ad78-135bfb8584b5', 'accounting.transfer-posted.v1', '01a215f7-6312-76b4-bac6-786e005be2da', '2026-11-26 03:47:44.013367+00', '{"kind": "correction", "delta": 5000, "task_id": null, "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "transfer_id": "01a215f7-6312-76b4-bac6-786e005be2da", "business_day": "2026-11-26", "balance_after": 4210}', '00-0ec47b95c42342a185c0d4343596722b-ba78a8d7a2adecb8-01', '2026-11-26 03:47:44.033524+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (49, '01a215f7-6333-7052-853c-42a1dc96e158', 'accounting.transfer-posted.v1', '01a215f7-6332-767b-aa6e-0c07b147299b', '2026-11-26 03:47:44.047029+00', '{"kind": "correction", "delta": 5000, "task_id": null, "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "transfer_id": "01a215f7-6332-767b-aa6e-0c07b147299b", "business_day": "2026-11-26", "balance_after": 5055}', '00-320c2d0cabfcef2c509711293796e09e-4eb7c5e982efb8e2-01', '2026-11-26 03:47:44.070412+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (50, '01a215f7-635f-7358-906f-da09a299dd70', 'accounting.transfer-posted.v1', '01a215f7-635d-728b-bf00-9c9cf148af2b', '2026-11-26 03:47:44.091846+00', '{"kind": "correction", "delta": 5000, "task_id": null, "user_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "currency": "USD", "transfer_id": "01a215f7-635d-728b-bf00-9c9cf148af2b", "business_day": "2026-11-26", "balance_after": 9077}', '00-b9f1af10dd04d7a47aad85bb10e413f9-f9b18665967ce531-01', '2026-11-26 03:47:44.116585+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (51, '01a215f7-637b-7697-a575-986e7611a740', 'accounting.transfer-posted.v1', '01a215f7-6379-74a8-b6de-ae33f970cb5f', '2026-11-26 03:47:44.11502+00', '{"kind": "correction", "delta": 5000, "task_id": null, "user_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b", "currency": "USD", "transfer_id": "01a215f7-6379-74a8-b6de-ae33f970cb5f", "business_day": "2026-11-26", "balance_after": 1661}', '00-59bf4ae32b2e20d9dcce322a488a66c5-0f9099770f1ef59a-01', '2026-11-26 03:47:44.135089+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (56, '01a215f7-641e-70c7-9593-af788e178084', 'accounting.transfer-posted.v1', '01a215f7-641d-7c39-be5a-22f680680615', '2026-11-26 03:47:44.279579+00', '{"kind": "payout", "delta": -9817, "task_id": null, "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-641d-7c39-be5a-22f680680615", "business_day": "2026-11-26", "balance_after": 0}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304021+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (57, '01a215f7-641e-72cc-bb2a-dfee21730196', 'accounting.payout-due.v1', '80ceb8c5-8ed3-8737-aa55-9fa83d9b1cfe', '2026-11-26 03:47:44.279579+00', '{"amount": 9817, "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "payout_id": "80ceb8c5-8ed3-8737-aa55-9fa83d9b1cfe", "business_day": "2026-11-26"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304024+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (58, '01a215f7-641e-72f7-be3f-c8443648cfa0', 'accounting.transfer-posted.v1', '01a215f7-641d-7d1f-b719-8c53b755cf6f', '2026-11-26 03:47:44.279579+00', '{"kind": "payout", "delta": -4210, "task_id": null, "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "transfer_id": "01a215f7-641d-7d1f-b719-8c53b755cf6f", "business_day": "2026-11-26", "balance_after": 0}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304027+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (59, '01a215f7-641e-7312-b0ec-59efb5484cf2', 'accounting.payout-due.v1', '1423f87b-45aa-8798-98ed-e5ffa29ebd68', '2026-11-26 03:47:44.279579+00', '{"amount": 4210, "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "payout_id": "1423f87b-45aa-8798-98ed-e5ffa29ebd68", "business_day": "2026-11-26"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304029+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (60, '01a215f7-641e-732e-ba80-aea507267dbf', 'accounting.transfer-posted.v1', '01a215f7-641d-7dd4-a80e-9340e68c55d2', '2026-11-26 03:47:44.279579+00', '{"kind": "payout", "delta": -5055, "task_id": null, "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "transfer_id": "01a215f7-641d-7dd4-a80e-9340e68c55d2", "business_day": "2026-11-26", "balance_after": 0}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304031+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (61, '01a215f7-641e-7346-8f89-b7f4434475da', 'accounting.payout-due.v1', '72ee266f-6506-8455-aea4-369766d2f768', '2026-11-26 03:47:44.279579+00', '{"amount": 5055, "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "payout_id": "72ee266f-6506-8455-aea4-369766d2f768", "business_day": "2026-11-26"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304033+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (62, '01a215f7-641e-7361-b951-d05bc240ec5c', 'accounting.transfer-posted.v1', '01a215f7-641d-7e64-8582-a0196f19f894', '2026-11-26 03:47:44.279579+00', '{"kind": "payout", "delta": -9077, "task_id": null, "user_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "currency": "USD", "transfer_id": "01a215f7-641d-7e64-8582-a0196f19f894", "business_day": "2026-11-26", "balance_after": 0}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304035+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (63, '01a215f7-641e-737b-90bd-af4f14e94d5b', 'accounting.payout-due.v1', '7baa194e-bc03-8a57-b7d7-e38e086d6f56', '2026-11-26 03:47:44.279579+00', '{"amount": 9077, "user_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "currency": "USD", "payout_id": "7baa194e-bc03-8a57-b7d7-e38e086d6f56", "business_day": "2026-11-26"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304037+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (66, '01a215f7-6420-757b-a4ab-72c4214f24e9', 'accounting.day-closed.v1', '2026-11-26', '2026-11-26 03:47:44.279579+00', '{"amount": 33424, "payouts": 6, "currency": "USD", "business_day": "2026-11-26"}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:44.304042+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (71, '01a215f7-6e51-71b5-8286-71af5d969f88', 'accounting.transfer-posted.v1', '01a215f7-6e50-76e2-8260-a4a7206fe0f0', '2026-11-26 03:47:46.887958+00', '{"kind": "payout", "delta": -4210, "task_id": null, "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "transfer_id": "01a215f7-6e50-76e2-8260-a4a7206fe0f0", "business_day": "2026-11-27", "balance_after": 0}', '00-7304718d0b8bd21904407bf8ec2b848f-701f5cb5da0cbbbb-01', '2026-11-26 03:47:46.918467+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (72, '01a215f7-6e53-72ba-a780-56baa84e9aa1', 'accounting.payout-due.v1', 'a0158667-e32f-8479-abf0-8c9f33987ae2', '2026-11-26 03:47:46.887958+00', '{"amount": 4210, "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "currency": "USD", "payout_id": "a0158667-e32f-8479-abf0-8c9f33987ae2", "business_day": "2026-11-27"}', '00-7304718d0b8bd21904407bf8ec2b848f-701f5cb5da0cbbbb-01', '2026-11-26 03:47:46.918505+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (73, '01a215f7-6e53-72ba-a780-56bb312ca9e9', 'accounting.payout-followed.v1', '1423f87b-45aa-8798-98ed-e5ffa29ebd68', '2026-11-26 03:47:46.887958+00', '{"payout_id": "1423f87b-45aa-8798-98ed-e5ffa29ebd68", "followed_by": "a0158667-e32f-8479-abf0-8c9f33987ae2"}', '00-7304718d0b8bd21904407bf8ec2b848f-701f5cb5da0cbbbb-01', '2026-11-26 03:47:46.91851+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (68, '01a215f7-6e1b-7422-abc1-a3bfd0d76e9c', 'accounting.transfer-posted.v1', '01a215f7-6e1a-7768-98b4-ccd6e32f35fa', '2026-11-26 03:47:46.823477+00', '{"kind": "payout-returned", "delta": 5055, "task_id": null, "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "currency": "USD", "transfer_id": "01a215f7-6e1a-7768-98b4-ccd6e32f35fa", "business_day": "2026-11-27", "balance_after": 5055}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.865557+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (69, '01a215f7-6e1b-7422-abc1-a3c085db9284', 'accounting.transfer-posted.v1', '01a215f7-6e1a-7768-98b4-ccd7cd52a28a', '2026-11-26 03:47:46.823477+00', '{"kind": "payout-returned", "delta": 9077, "task_id": null, "user_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "currency": "USD", "transfer_id": "01a215f7-6e1a-7768-98b4-ccd7cd52a28a", "business_day": "2026-11-27", "balance_after": 9077}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.865561+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (70, '01a215f7-6e26-7283-ab89-ff1742e75465', 'accounting.transfer-posted.v1', '01a215f7-6e23-7404-b0ce-f81ab1bb683d', '2026-11-26 03:47:46.849957+00', '{"kind": "payout-returned", "delta": 9817, "task_id": null, "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "currency": "USD", "transfer_id": "01a215f7-6e23-7404-b0ce-f81ab1bb683d", "business_day": "2026-11-27", "balance_after": 9817}', '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', '2026-11-26 03:47:46.874629+00', NULL, NULL);


--
-- Data for Name: pending_corrections; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.pending_corrections VALUES ('01a215f7-63ca-716a-92ab-1d5f5d83f484', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 90000, 'waits', NULL, '01a215f7-44ac-72db-b456-f7fbad1f18a4', '2026-11-26 03:47:44.200922+00', '2026-12-03 03:47:44.200922+00', 'waiting', NULL, NULL, NULL, NULL);


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
-- Data for Name: tasks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tasks VALUES ('01a215f7-5e45-74d7-a3a6-ec112a8c53b0', 1597, 2830, '2026-11-26 03:47:42.834565+00', 'Feed bird 1 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.tasks VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 1445, 2883, '2026-11-26 03:47:42.909348+00', 'Feed bird 2 – «Кеша», 2 ½ seeds', 'POPUG-2');
INSERT INTO public.tasks VALUES ('01a215f7-5e85-7747-90bd-321fe80de275', 1615, 3972, '2026-11-26 03:47:42.909348+00', 'Feed bird 3 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.tasks VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 1820, 2646, '2026-11-26 03:47:42.909348+00', 'Feed bird 4 – «Кеша», 2 ½ seeds', 'POPUG-4');
INSERT INTO public.tasks VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 1436, 3749, '2026-11-26 03:47:42.909348+00', 'Feed bird 5 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.tasks VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 1984, 3748, '2026-11-26 03:47:42.939161+00', 'Feed bird 6 – «Кеша», 2 ½ seeds', 'POPUG-6');
INSERT INTO public.tasks VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 1200, 3327, '2026-11-26 03:47:42.981364+00', 'Feed bird 7 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.tasks VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 1894, 3358, '2026-11-26 03:47:43.007252+00', 'Feed bird 8 – «Кеша», 2 ½ seeds', 'POPUG-8');
INSERT INTO public.tasks VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 1549, 3173, '2026-11-26 03:47:43.033353+00', 'Feed bird 9 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.tasks VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 1026, 3012, '2026-11-26 03:47:43.052057+00', 'Feed bird 10 – «Кеша», 2 ½ seeds', 'POPUG-10');
INSERT INTO public.tasks VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 1515, 2162, '2026-11-26 03:47:43.071593+00', 'Feed bird 11 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.tasks VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 1411, 3833, '2026-11-26 03:47:43.092905+00', 'Feed bird 12 – «Кеша», 2 ½ seeds', 'POPUG-12');


--
-- Data for Name: transfers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5eb1-76dd-a4f6-6c598c39d874', 1, '01a215f7-5e53-717e-8acb-a11fb5ad6101', 'fee', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '00000000-0000-0000-0000-000000000001', 1597, '01a215f7-44b6-777c-a0f4-34d14943dd1a', DEFAULT, -1597, '2026-11-26', '2026-11-26 03:47:42.834565+00', '2026-11-26 03:47:42.787167+00', 'fee for an assignment', '01a215f7-5e45-74d7-a3a6-ec112a8c53b0', NULL, NULL, '00-b1de7f077a61efd2e12e9a7a5e675596-9feb6636cf267579-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5eca-7160-9035-0c4d3b06f726', 2, '01a215f7-5e6b-705b-bb8f-381486193197', 'fee', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', '00000000-0000-0000-0000-000000000001', 1445, '01a215f7-44c8-77bf-b3eb-1969a41fe95b', DEFAULT, -1445, '2026-11-26', '2026-11-26 03:47:42.909348+00', '2026-11-26 03:47:42.821122+00', 'fee for an assignment', '01a215f7-5e67-74f0-88bb-51087eeddfc8', NULL, NULL, '00-ef17d6000233e670ec2fec8fc3a5a257-d2c9a2da2b21f72c-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5eca-7160-9035-0c4e4d7b25f0', 3, '01a215f7-5e87-758b-80eb-c146be8789b7', 'fee', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '00000000-0000-0000-0000-000000000001', 1615, '01a215f7-44b6-777c-a0f4-34d14943dd1a', DEFAULT, -3212, '2026-11-26', '2026-11-26 03:47:42.909348+00', '2026-11-26 03:47:42.849658+00', 'fee for an assignment', '01a215f7-5e85-7747-90bd-321fe80de275', NULL, NULL, '00-299e3c4810c764e29b7fea77141b3d10-c87189f6a0ac605a-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5eca-7160-9035-0c4feec147c7', 4, '01a215f7-5e96-7374-887d-e73a195b8c00', 'fee', '01a215f7-44a3-7588-af7c-eb5c48e94751', '00000000-0000-0000-0000-000000000001', 1820, '01a215f7-44a3-7588-af7c-eb5c48e94751', DEFAULT, -1820, '2026-11-26', '2026-11-26 03:47:42.909348+00', '2026-11-26 03:47:42.86331+00', 'fee for an assignment', '01a215f7-5e92-77fd-9331-9d981124ade2', NULL, NULL, '00-b43e5473dedda10569dc60345dffa015-f11ce0e0674fe718-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5eca-7160-9035-0c50dfb41c0a', 5, '01a215f7-5eab-7783-bd06-c6e8e153ee24', 'fee', '01a215f7-44bc-7040-8a9d-5e5551b3d857', '00000000-0000-0000-0000-000000000001', 1436, '01a215f7-44bc-7040-8a9d-5e5551b3d857', DEFAULT, -1436, '2026-11-26', '2026-11-26 03:47:42.909348+00', '2026-11-26 03:47:42.886406+00', 'fee for an assignment', '01a215f7-5ea7-72a5-8471-ad1776fc398d', NULL, NULL, '00-b53b245da6c35a739d42ed64e5d35555-18d5af485c6caf7a-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5efc-7641-bf2c-8a7e98a5d965', 6, '01a215f7-5ec6-7698-afd4-db181afb7ebc', 'fee', '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00000000-0000-0000-0000-000000000001', 1984, '01a215f7-44ac-72db-b456-f7fbad1f18a4', DEFAULT, -1984, '2026-11-26', '2026-11-26 03:47:42.939161+00', '2026-11-26 03:47:42.910486+00', 'fee for an assignment', '01a215f7-5ec0-748b-b772-a5494ec8a07f', NULL, NULL, '00-bd3704746f0864ac2bdcc7e5edac07c3-66260da8fe2bddcb-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f16-7111-92a6-5be9b19928d5', 7, '01a215f7-5ee8-753e-980b-d8c8a9d9df51', 'fee', '01a215f7-44a3-7588-af7c-eb5c48e94751', '00000000-0000-0000-0000-000000000001', 1200, '01a215f7-44a3-7588-af7c-eb5c48e94751', DEFAULT, -3020, '2026-11-26', '2026-11-26 03:47:42.981364+00', '2026-11-26 03:47:42.93797+00', 'fee for an assignment', '01a215f7-5ee1-76b0-bacb-3299efea6bce', NULL, NULL, '00-9f213ab91fa19d5a4a05b895873b9702-b41184168a830e40-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f27-73e6-b5a2-0c25f9ef0221', 8, '01a215f7-5f07-778a-8d76-a7ce7bb92427', 'fee', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', '00000000-0000-0000-0000-000000000001', 1894, '01a215f7-44c8-77bf-b3eb-1969a41fe95b', DEFAULT, -3339, '2026-11-26', '2026-11-26 03:47:43.007252+00', '2026-11-26 03:47:42.973298+00', 'fee for an assignment', '01a215f7-5f01-7082-9995-45ae40d631df', NULL, NULL, '00-faf6ba40f0a5e9850c6779605a4394bd-60b50ae468a3a4e5-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f41-7421-8376-465deeb02c96', 9, '01a215f7-5f23-7778-88b8-67df28895eb6', 'fee', '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00000000-0000-0000-0000-000000000001', 1549, '01a215f7-44ac-72db-b456-f7fbad1f18a4', DEFAULT, -3533, '2026-11-26', '2026-11-26 03:47:43.033353+00', '2026-11-26 03:47:43.002251+00', 'fee for an assignment', '01a215f7-5f1f-7317-83f9-2a4a11c72abf', NULL, NULL, '00-42a9820384fce371ddbb6308d61363b0-e7db30ba38423ad5-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f56-752d-9d42-dfcb24cad58a', 10, '01a215f7-5f39-7187-b290-a1081d1f22b8', 'fee', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '00000000-0000-0000-0000-000000000001', 1026, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, -1026, '2026-11-26', '2026-11-26 03:47:43.052057+00', '2026-11-26 03:47:43.025323+00', 'fee for an assignment', '01a215f7-5f33-77e9-907e-ad802aebb83c', NULL, NULL, '00-f971f8c71339f66965c03c963d2fc6ca-35147140176d90a1-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f6f-7474-abf8-6c9531494c82', 11, '01a215f7-5f4b-736e-8e00-760de13d60fd', 'fee', '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00000000-0000-0000-0000-000000000001', 1515, '01a215f7-44ac-72db-b456-f7fbad1f18a4', DEFAULT, -5048, '2026-11-26', '2026-11-26 03:47:43.071593+00', '2026-11-26 03:47:43.048833+00', 'fee for an assignment', '01a215f7-5f49-77b9-adc1-d7f4aae6a43b', NULL, NULL, '00-223e5df70528b73490247faa4b148442-2777d535bfacf466-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f88-7499-bc35-f2ed52fa5920', 12, '01a215f7-5f5f-757a-a53e-799c5da98396', 'fee', '01a215f7-44bc-7040-8a9d-5e5551b3d857', '00000000-0000-0000-0000-000000000001', 1411, '01a215f7-44bc-7040-8a9d-5e5551b3d857', DEFAULT, -2847, '2026-11-26', '2026-11-26 03:47:43.092905+00', '2026-11-26 03:47:43.06579+00', 'fee for an assignment', '01a215f7-5f5d-73bd-bc76-a0cc217a52fb', NULL, NULL, '00-2962490adc3553a118b409269a34a615-9afe1d7e9476b2e4-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61c1232cc2ae', 13, '01a215f7-5f78-71b3-a878-b3c52ea1a79f', 'fee', '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00000000-0000-0000-0000-000000000001', 1820, '01a215f7-44ac-72db-b456-f7fbad1f18a4', DEFAULT, -6868, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5e92-77fd-9331-9d981124ade2', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61c2fb374ca4', 14, '01a215f7-5f78-727c-811c-2e36a2e7a821', 'fee', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '00000000-0000-0000-0000-000000000001', 1200, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, -2226, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5ee1-76b0-bacb-3299efea6bce', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61c3fe48bdb4', 15, '01a215f7-5f78-7298-8461-82f01bce2062', 'fee', '01a215f7-44c2-716a-8b2b-02b7d38122fc', '00000000-0000-0000-0000-000000000001', 1984, '01a215f7-44c2-716a-8b2b-02b7d38122fc', DEFAULT, -1984, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5ec0-748b-b772-a5494ec8a07f', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61c4e81948ec', 16, '01a215f7-5f78-72b0-9943-0ddd0249d186', 'fee', '01a215f7-44a3-7588-af7c-eb5c48e94751', '00000000-0000-0000-0000-000000000001', 1549, '01a215f7-44a3-7588-af7c-eb5c48e94751', DEFAULT, -4569, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5f1f-7317-83f9-2a4a11c72abf', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61c503c3e94c', 17, '01a215f7-5f78-72c6-ab27-7d15ea18bceb', 'fee', '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00000000-0000-0000-0000-000000000001', 1515, '01a215f7-44ac-72db-b456-f7fbad1f18a4', DEFAULT, -8383, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5f49-77b9-adc1-d7f4aae6a43b', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61c6dfd3df58', 18, '01a215f7-5f78-72de-a8ef-9eb206ea6840', 'fee', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '00000000-0000-0000-0000-000000000001', 1026, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, -3252, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5f33-77e9-907e-ad802aebb83c', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61c7e020ad03', 19, '01a215f7-5f78-72f5-9c2d-b62f126ce94b', 'fee', '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00000000-0000-0000-0000-000000000001', 1597, '01a215f7-44ac-72db-b456-f7fbad1f18a4', DEFAULT, -9980, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5e45-74d7-a3a6-ec112a8c53b0', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61c8a7d2fc70', 20, '01a215f7-5f78-730b-8738-8f8ae9ac0670', 'fee', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '00000000-0000-0000-0000-000000000001', 1615, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, -4867, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5e85-7747-90bd-321fe80de275', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61c96fe3e5b0', 21, '01a215f7-5f78-7321-abe1-fd03b3240eaa', 'fee', '01a215f7-44c2-716a-8b2b-02b7d38122fc', '00000000-0000-0000-0000-000000000001', 1436, '01a215f7-44c2-716a-8b2b-02b7d38122fc', DEFAULT, -3420, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5ea7-72a5-8471-ad1776fc398d', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61cabb424bf3', 22, '01a215f7-5f78-7337-ab3f-94a8a585ed64', 'fee', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '00000000-0000-0000-0000-000000000001', 1411, '01a215f7-44b6-777c-a0f4-34d14943dd1a', DEFAULT, -4623, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5f5d-73bd-bc76-a0cc217a52fb', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61cbc3604e8a', 23, '01a215f7-5f78-734f-b5c5-2c8cbe7ad771', 'fee', '01a215f7-44bc-7040-8a9d-5e5551b3d857', '00000000-0000-0000-0000-000000000001', 1445, '01a215f7-44bc-7040-8a9d-5e5551b3d857', DEFAULT, -4292, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5e67-74f0-88bb-51087eeddfc8', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f9a-70d4-9802-61cc6d17098c', 24, '01a215f7-5f78-742c-b4e4-569f6299c2d9', 'fee', '01a215f7-44bc-7040-8a9d-5e5551b3d857', '00000000-0000-0000-0000-000000000001', 1894, '01a215f7-44bc-7040-8a9d-5e5551b3d857', DEFAULT, -6186, '2026-11-26', '2026-11-26 03:47:43.127143+00', '2026-11-26 03:47:43.091353+00', 'fee for an assignment', '01a215f7-5f01-7082-9995-45ae40d631df', NULL, NULL, '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5fcb-72eb-8514-7a0892250781', 25, '01a215f7-5fae-7215-b330-21df37283d26', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44a3-7588-af7c-eb5c48e94751', 3173, '01a215f7-44a3-7588-af7c-eb5c48e94751', DEFAULT, -1396, '2026-11-26', '2026-11-26 03:47:43.164099+00', '2026-11-26 03:47:43.142955+00', 'reward for a completion', '01a215f7-5f1f-7317-83f9-2a4a11c72abf', NULL, NULL, '00-8af86616d69c025616aec7082fa4a98a-23b4be6f92e7dc2f-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6000-75aa-a3fa-8a9b986cb614', 26, '01a215f7-5fe5-76ac-9383-37728ab4ca64', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 2162, '01a215f7-44ac-72db-b456-f7fbad1f18a4', DEFAULT, -7818, '2026-11-26', '2026-11-26 03:47:43.223471+00', '2026-11-26 03:47:43.200688+00', 'reward for a completion', '01a215f7-5f49-77b9-adc1-d7f4aae6a43b', NULL, NULL, '00-4dd9cb78ae692e65d79a88d466cd11b2-e3a93f3e4f14c3b4-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6014-748c-b74c-1d4baa829d20', 27, '01a215f7-5ff9-7475-abdb-3cbae2db366c', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 2646, '01a215f7-44ac-72db-b456-f7fbad1f18a4', DEFAULT, -5172, '2026-11-26', '2026-11-26 03:47:43.24684+00', '2026-11-26 03:47:43.220892+00', 'reward for a completion', '01a215f7-5e92-77fd-9331-9d981124ade2', NULL, NULL, '00-6fdfd0a1cb096fda4fbbe5698ca51923-b2813a855a9ad081-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-604b-77bb-8cdc-0ad76f7a7fb5', 28, '01a215f7-6031-7192-a8b9-f59fba03a470', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 3012, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, -1855, '2026-11-26', '2026-11-26 03:47:43.299055+00', '2026-11-26 03:47:43.270436+00', 'reward for a completion', '01a215f7-5f33-77e9-907e-ad802aebb83c', NULL, NULL, '00-d4ddae626b33c93286c5f77bea4e673c-6fe844396fe655bc-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6066-71a1-b10b-94005f1f3d3b', 29, '01a215f7-6050-70d6-8457-25327f355594', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 3327, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, 1472, '2026-11-26', '2026-11-26 03:47:43.329573+00', '2026-11-26 03:47:43.307448+00', 'reward for a completion', '01a215f7-5ee1-76b0-bacb-3299efea6bce', NULL, NULL, '00-d40abd99c8c89d344218be5b54eae97a-b6c5cc399710cf40-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-609d-73fb-9a44-bd794bccc754', 30, '01a215f7-607d-71a4-b815-b0d9b9fb81fd', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 3833, '01a215f7-44b6-777c-a0f4-34d14943dd1a', DEFAULT, -790, '2026-11-26', '2026-11-26 03:47:43.372478+00', '2026-11-26 03:47:43.349437+00', 'reward for a completion', '01a215f7-5f5d-73bd-bc76-a0cc217a52fb', NULL, NULL, '00-68ba7f98ebe70eb1c505ed7c7d621c75-87a5887bcd6c3e1d-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-60cb-7087-8a9e-0f38e5a2780b', 31, '01a215f7-60a3-758b-858d-70bb0df78344', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 3358, '01a215f7-44bc-7040-8a9d-5e5551b3d857', DEFAULT, -2828, '2026-11-26', '2026-11-26 03:47:43.413223+00', '2026-11-26 03:47:43.388102+00', 'reward for a completion', '01a215f7-5f01-7082-9995-45ae40d631df', NULL, NULL, '00-93e3b046843d9ce36b6461ffc5085db4-a2557db43b81061d-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-60eb-7356-9a62-75b2dd886436', 32, '01a215f7-60c3-70ff-8020-b237531f56a5', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 2883, '01a215f7-44bc-7040-8a9d-5e5551b3d857', DEFAULT, 55, '2026-11-26', '2026-11-26 03:47:43.459502+00', '2026-11-26 03:47:43.415583+00', 'reward for a completion', '01a215f7-5e67-74f0-88bb-51087eeddfc8', NULL, NULL, '00-b276893fcf72ce07308ee2e78462ddcf-61d18cd3f90a0cd2-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6119-7188-a60d-9a9e0019d45c', 33, '01a215f7-60f8-724c-a77f-e84e2895f9f3', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 3748, '01a215f7-44c2-716a-8b2b-02b7d38122fc', DEFAULT, 328, '2026-11-26', '2026-11-26 03:47:43.497065+00', '2026-11-26 03:47:43.469722+00', 'reward for a completion', '01a215f7-5ec0-748b-b772-a5494ec8a07f', NULL, NULL, '00-518c122d4a5db2cc351150b063b2b1bd-0c2e0b337fa2503c-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6137-702e-8a2a-127defc8e8b0', 34, '01a215f7-611e-711f-85c7-824bcef7596b', 'reward', '00000000-0000-0000-0000-000000000001', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 3749, '01a215f7-44c2-716a-8b2b-02b7d38122fc', DEFAULT, 4077, '2026-11-26', '2026-11-26 03:47:43.537514+00', '2026-11-26 03:47:43.502434+00', 'reward for a completion', '01a215f7-5ea7-72a5-8471-ad1776fc398d', NULL, NULL, '00-edf87bef764d189a6b8cddbf79e6a222-467bb68c1254d0aa-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-62e0-776a-b04f-367f56560790', 35, '01a215f7-62d0-7530-b585-91ce2dda636c', 'correction', '00000000-0000-0000-0000-000000000001', '01a215f7-44a3-7588-af7c-eb5c48e94751', 5000, '01a215f7-44a3-7588-af7c-eb5c48e94751', DEFAULT, 3604, '2026-11-26', '2026-11-26 03:47:43.951771+00', '2026-11-26 03:47:43.951771+00', 'a bonus', NULL, NULL, '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00-98ea51cbdb17edcd0a5970f4a25a9c5e-99a2e3e041069ee1-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6312-76b4-bac6-786e005be2da', 36, '01a215f7-630d-7010-a224-7c55f6303c89', 'correction', '00000000-0000-0000-0000-000000000001', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 5000, '01a215f7-44b6-777c-a0f4-34d14943dd1a', DEFAULT, 4210, '2026-11-26', '2026-11-26 03:47:44.013367+00', '2026-11-26 03:47:44.013367+00', 'a bonus', NULL, NULL, '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00-0ec47b95c42342a185c0d4343596722b-ba78a8d7a2adecb8-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6332-767b-aa6e-0c07b147299b', 37, '01a215f7-632f-7089-a804-9911b9cee7e6', 'correction', '00000000-0000-0000-0000-000000000001', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 5000, '01a215f7-44bc-7040-8a9d-5e5551b3d857', DEFAULT, 5055, '2026-11-26', '2026-11-26 03:47:44.047029+00', '2026-11-26 03:47:44.047029+00', 'a bonus', NULL, NULL, '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00-320c2d0cabfcef2c509711293796e09e-4eb7c5e982efb8e2-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-635d-728b-bf00-9c9cf148af2b', 38, '01a215f7-635c-772d-8bb4-42ae5fb11b83', 'correction', '00000000-0000-0000-0000-000000000001', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 5000, '01a215f7-44c2-716a-8b2b-02b7d38122fc', DEFAULT, 9077, '2026-11-26', '2026-11-26 03:47:44.091846+00', '2026-11-26 03:47:44.091846+00', 'a bonus', NULL, NULL, '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00-b9f1af10dd04d7a47aad85bb10e413f9-f9b18665967ce531-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6379-74a8-b6de-ae33f970cb5f', 39, '01a215f7-6373-7059-be6b-01392d4f560d', 'correction', '00000000-0000-0000-0000-000000000001', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 5000, '01a215f7-44c8-77bf-b3eb-1969a41fe95b', DEFAULT, 1661, '2026-11-26', '2026-11-26 03:47:44.11502+00', '2026-11-26 03:47:44.11502+00', 'a bonus', NULL, NULL, '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00-59bf4ae32b2e20d9dcce322a488a66c5-0f9099770f1ef59a-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-639c-7632-9a5d-8393e0920cee', 40, '01a215f7-6398-73b3-b8de-f81af2ca6cd8', 'correction', '00000000-0000-0000-0000-000000000001', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 9345, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, 10817, '2026-11-26', '2026-11-26 03:47:44.1525+00', '2026-11-26 03:47:44.1525+00', 'a bonus', NULL, NULL, '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00-b3184538b1755ca01dbc0f8b92dc9123-156d74a7dafc2490-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-63b2-7364-8eec-5cc4f04332ac', 41, '01a215f7-63ad-77aa-9c6d-446aa18e2514', 'correction', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '00000000-0000-0000-0000-000000000001', 1000, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, 9817, '2026-11-26', '2026-11-26 03:47:44.171836+00', '2026-11-26 03:47:44.171836+00', 'a broken perch', NULL, NULL, '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00-992e9baff35b418c9556007a7f110014-a93ef86b2af45270-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-641d-77f3-b9d2-48c0a5b95e6f', 42, '527df960-1557-83c0-af08-b271db87803b', 'payout', '01a215f7-44a3-7588-af7c-eb5c48e94751', '00000000-0000-0000-0000-000000000002', 3604, '01a215f7-44a3-7588-af7c-eb5c48e94751', DEFAULT, 0, '2026-11-26', '2026-11-26 03:47:44.279579+00', '2026-11-26 03:47:44.279579+00', 'payout of 2026-11-26', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-641d-7c39-be5a-22f680680615', 43, '80ceb8c5-8ed3-8737-aa55-9fa83d9b1cfe', 'payout', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '00000000-0000-0000-0000-000000000002', 9817, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, 0, '2026-11-26', '2026-11-26 03:47:44.279579+00', '2026-11-26 03:47:44.279579+00', 'payout of 2026-11-26', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-641d-7d1f-b719-8c53b755cf6f', 44, '1423f87b-45aa-8798-98ed-e5ffa29ebd68', 'payout', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '00000000-0000-0000-0000-000000000002', 4210, '01a215f7-44b6-777c-a0f4-34d14943dd1a', DEFAULT, 0, '2026-11-26', '2026-11-26 03:47:44.279579+00', '2026-11-26 03:47:44.279579+00', 'payout of 2026-11-26', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-641d-7dd4-a80e-9340e68c55d2', 45, '72ee266f-6506-8455-aea4-369766d2f768', 'payout', '01a215f7-44bc-7040-8a9d-5e5551b3d857', '00000000-0000-0000-0000-000000000002', 5055, '01a215f7-44bc-7040-8a9d-5e5551b3d857', DEFAULT, 0, '2026-11-26', '2026-11-26 03:47:44.279579+00', '2026-11-26 03:47:44.279579+00', 'payout of 2026-11-26', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-641d-7e64-8582-a0196f19f894', 46, '7baa194e-bc03-8a57-b7d7-e38e086d6f56', 'payout', '01a215f7-44c2-716a-8b2b-02b7d38122fc', '00000000-0000-0000-0000-000000000002', 9077, '01a215f7-44c2-716a-8b2b-02b7d38122fc', DEFAULT, 0, '2026-11-26', '2026-11-26 03:47:44.279579+00', '2026-11-26 03:47:44.279579+00', 'payout of 2026-11-26', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-641d-7ef2-bdb5-bb003a66e3a0', 47, '4dcdbcd0-89cb-81e3-aa4f-82bda843bb8d', 'payout', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', '00000000-0000-0000-0000-000000000002', 1661, '01a215f7-44c8-77bf-b3eb-1969a41fe95b', DEFAULT, 0, '2026-11-26', '2026-11-26 03:47:44.279579+00', '2026-11-26 03:47:44.279579+00', 'payout of 2026-11-26', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6e1a-7768-98b4-ccd59bc28a86', 48, '1423f87b-45aa-8798-98ed-e5ffa29ebd68', 'payout-returned', '00000000-0000-0000-0000-000000000002', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 4210, '01a215f7-44b6-777c-a0f4-34d14943dd1a', DEFAULT, 4210, '2026-11-27', '2026-11-26 03:47:46.823477+00', '2026-11-26 03:47:46.823477+00', 'payout came back: simulated: the bank refused the payment', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6e1a-7768-98b4-ccd6e32f35fa', 49, '72ee266f-6506-8455-aea4-369766d2f768', 'payout-returned', '00000000-0000-0000-0000-000000000002', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 5055, '01a215f7-44bc-7040-8a9d-5e5551b3d857', DEFAULT, 5055, '2026-11-27', '2026-11-26 03:47:46.823477+00', '2026-11-26 03:47:46.823477+00', 'payout came back: simulated: the bank refused the payment', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6e1a-7768-98b4-ccd7cd52a28a', 50, '7baa194e-bc03-8a57-b7d7-e38e086d6f56', 'payout-returned', '00000000-0000-0000-0000-000000000002', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 9077, '01a215f7-44c2-716a-8b2b-02b7d38122fc', DEFAULT, 9077, '2026-11-27', '2026-11-26 03:47:46.823477+00', '2026-11-26 03:47:46.823477+00', 'payout came back: simulated: the bank refused the payment', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6e23-7404-b0ce-f81ab1bb683d', 51, '80ceb8c5-8ed3-8737-aa55-9fa83d9b1cfe', 'payout-returned', '00000000-0000-0000-0000-000000000002', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 9817, '01a215f7-44b4-71a7-bb51-c934e55f7e47', DEFAULT, 9817, '2026-11-27', '2026-11-26 03:47:46.849957+00', '2026-11-26 03:47:46.849957+00', 'payout came back: simulated: the bank refused the payment', NULL, NULL, NULL, '00-cfdfbfafb72a03f09f0fb762abf34d47-7838116db42d50d7-01', NULL);
INSERT INTO public.transfers OVERRIDING SYSTEM VALUE VALUES ('01a215f7-6e50-76e2-8260-a4a7206fe0f0', 52, 'a0158667-e32f-8479-abf0-8c9f33987ae2', 'payout', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '00000000-0000-0000-0000-000000000002', 4210, '01a215f7-44b6-777c-a0f4-34d14943dd1a', DEFAULT, 0, '2026-11-27', '2026-11-26 03:47:46.887958+00', '2026-11-26 03:47:46.887958+00', 'payout of 2026-11-26, again', NULL, NULL, '01a215f7-44ac-72db-b456-f7fbad1f18a4', '00-7304718d0b8bd21904407bf8ec2b848f-701f5cb5da0cbbbb-01', NULL);


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 73, true);


--
-- Name: transfers_number_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.transfers_number_seq', 52, true);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: transfers ck_transfers_not_to_oneself; Type: CHECK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE public.transfers
    ADD CONSTRAINT ck_transfers_not_to_oneself CHECK (((kind <> 'correction'::text) OR (actor_id IS NULL) OR (actor_id <> user_id))) NOT VALID;


--
-- Name: transfers ck_transfers_second_person; Type: CHECK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE public.transfers
    ADD CONSTRAINT ck_transfers_second_person CHECK (((approved_by IS NULL) OR ((approved_by <> actor_id) AND (approved_by <> user_id)))) NOT VALID;


--
-- Name: business_days ex_business_days_overlap; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.business_days
    ADD CONSTRAINT ex_business_days_overlap EXCLUDE USING gist (tstzrange(opens_at, closes_at) WITH &&);


--
-- Name: accounts pk_accounts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT pk_accounts PRIMARY KEY (id);


--
-- Name: answers pk_answers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answers
    ADD CONSTRAINT pk_answers PRIMARY KEY (key);


--
-- Name: books pk_books; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.books
    ADD CONSTRAINT pk_books PRIMARY KEY (id);


--
-- Name: business_days pk_business_days; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.business_days
    ADD CONSTRAINT pk_business_days PRIMARY KEY (day);


--
-- Name: day_incomes pk_day_incomes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.day_incomes
    ADD CONSTRAINT pk_day_incomes PRIMARY KEY (day);


--
-- Name: ended_sessions pk_ended_sessions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ended_sessions
    ADD CONSTRAINT pk_ended_sessions PRIMARY KEY (session_id);


--
-- Name: inbox pk_inbox; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (event_id);


--
-- Name: outbox pk_outbox; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);


--
-- Name: pending_corrections pk_pending_corrections; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pending_corrections
    ADD CONSTRAINT pk_pending_corrections PRIMARY KEY (id);


--
-- Name: people pk_people; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);


--
-- Name: tasks pk_tasks; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT pk_tasks PRIMARY KEY (id);


--
-- Name: transfers pk_transfers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT pk_transfers PRIMARY KEY (id);


--
-- Name: transfers uq_transfers_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT uq_transfers_number UNIQUE (number);


--
-- Name: transfers uq_transfers_source_id_kind; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT uq_transfers_source_id_kind UNIQUE (source_id, kind);


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
-- Name: ix_outbox_failed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_failed ON public.outbox USING btree (id) WHERE (failed_at IS NOT NULL);


--
-- Name: ix_outbox_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_waiting ON public.outbox USING btree (id) WHERE ((published_at IS NULL) AND (failed_at IS NULL));


--
-- Name: ix_pending_corrections_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_pending_corrections_waiting ON public.pending_corrections USING btree (id) WHERE (state = 'waiting'::text);


--
-- Name: ix_transfers_business_day; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_transfers_business_day ON public.transfers USING btree (business_day, number) INCLUDE (kind, amount);


--
-- Name: ix_transfers_kind; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_transfers_kind ON public.transfers USING btree (kind, number);


--
-- Name: ix_transfers_returned; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_transfers_returned ON public.transfers USING btree (user_id, business_day) WHERE (kind = 'payout-returned'::text);


--
-- Name: ix_transfers_task_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_transfers_task_id ON public.transfers USING btree (task_id) WHERE (task_id IS NOT NULL);


--
-- Name: ix_transfers_unapproved; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_transfers_unapproved ON public.transfers USING btree (business_day) INCLUDE (actor_id, user_id, amount) WHERE ((kind = 'correction'::text) AND (approved_by IS NULL));


--
-- Name: ix_transfers_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_transfers_user_id ON public.transfers USING btree (user_id, number) INCLUDE (business_day, kind);


--
-- Name: ix_transfers_user_id_business_day; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_transfers_user_id_business_day ON public.transfers USING btree (user_id, business_day) INCLUDE (delta, kind);


--
-- Name: uq_pending_corrections_reverses; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_pending_corrections_reverses ON public.pending_corrections USING btree (reverses) WHERE ((state = 'waiting'::text) AND (reverses IS NOT NULL));


--
-- Name: uq_transfers_reverses; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_transfers_reverses ON public.transfers USING btree (reverses) WHERE (reverses IS NOT NULL);


--
-- Name: tasks tasks_have_one_currency; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tasks_have_one_currency BEFORE INSERT ON public.tasks FOR EACH STATEMENT EXECUTE FUNCTION public.claim_currency();


--
-- Name: transfers transfers_are_immutable; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER transfers_are_immutable BEFORE DELETE OR UPDATE OR TRUNCATE ON public.transfers FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: transfers transfers_have_one_currency; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER transfers_have_one_currency BEFORE INSERT ON public.transfers FOR EACH STATEMENT EXECUTE FUNCTION public.claim_currency();


--
-- Name: day_incomes fk_day_incomes_day; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.day_incomes
    ADD CONSTRAINT fk_day_incomes_day FOREIGN KEY (day) REFERENCES public.business_days(day);


--
-- Name: pending_corrections fk_pending_corrections_reverses; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pending_corrections
    ADD CONSTRAINT fk_pending_corrections_reverses FOREIGN KEY (reverses) REFERENCES public.transfers(id);


--
-- Name: pending_corrections fk_pending_corrections_transfer_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pending_corrections
    ADD CONSTRAINT fk_pending_corrections_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.transfers(id);


--
-- Name: transfers fk_transfers_business_day; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT fk_transfers_business_day FOREIGN KEY (business_day) REFERENCES public.business_days(day);


--
-- Name: transfers fk_transfers_reverses; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT fk_transfers_reverses FOREIGN KEY (reverses) REFERENCES public.transfers(id);


--
-- Name: transfers fk_transfers_task_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT fk_transfers_task_id FOREIGN KEY (task_id) REFERENCES public.tasks(id);


--
-- Name: transfers fk_transfers_user_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transfers
    ADD CONSTRAINT fk_transfers_user_id FOREIGN KEY (user_id) REFERENCES public.accounts(id);


--
-- Name: TABLE accounts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.accounts TO ates_accounting;


--
-- Name: TABLE answers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.answers TO ates_accounting;


--
-- Name: TABLE books; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.books TO ates_accounting;


--
-- Name: TABLE business_days; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.business_days TO ates_accounting;


--
-- Name: COLUMN business_days.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.business_days TO ates_accounting;


--
-- Name: COLUMN business_days.paid_up_to; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(paid_up_to) ON TABLE public.business_days TO ates_accounting;


--
-- Name: COLUMN business_days.payouts; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(payouts) ON TABLE public.business_days TO ates_accounting;


--
-- Name: COLUMN business_days.amount; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(amount) ON TABLE public.business_days TO ates_accounting;


--
-- Name: TABLE day_incomes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.day_incomes TO ates_accounting;


--
-- Name: TABLE ended_sessions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.ended_sessions TO ates_accounting;


--
-- Name: TABLE inbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.inbox TO ates_accounting;


--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO ates_accounting;


--
-- Name: COLUMN outbox.data; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(data) ON TABLE public.outbox TO ates_accounting;


--
-- Name: COLUMN outbox.published_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(published_at) ON TABLE public.outbox TO ates_accounting;


--
-- Name: COLUMN outbox.failed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failed_at) ON TABLE public.outbox TO ates_accounting;


--
-- Name: COLUMN outbox.failure; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failure) ON TABLE public.outbox TO ates_accounting;


--
-- Name: TABLE pending_corrections; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.pending_corrections TO ates_accounting;


--
-- Name: COLUMN pending_corrections.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.pending_corrections TO ates_accounting;


--
-- Name: COLUMN pending_corrections.decided_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(decided_by) ON TABLE public.pending_corrections TO ates_accounting;


--
-- Name: COLUMN pending_corrections.decided_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(decided_at) ON TABLE public.pending_corrections TO ates_accounting;


--
-- Name: COLUMN pending_corrections.decision_reason; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(decision_reason) ON TABLE public.pending_corrections TO ates_accounting;


--
-- Name: COLUMN pending_corrections.transfer_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(transfer_id) ON TABLE public.pending_corrections TO ates_accounting;


--
-- Name: TABLE people; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.people TO ates_accounting;


--
-- Name: TABLE tasks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.tasks TO ates_accounting;


--
-- Name: COLUMN tasks.title; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(title) ON TABLE public.tasks TO ates_accounting;


--
-- Name: COLUMN tasks.jira_key; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(jira_key) ON TABLE public.tasks TO ates_accounting;


--
-- Name: TABLE transfers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.transfers TO ates_accounting;


--
-- PostgreSQL database dump complete
--


