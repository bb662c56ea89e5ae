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
-- Name: attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attempts (
    bucket text NOT NULL,
    remaining double precision NOT NULL,
    counted_at timestamp with time zone NOT NULL
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
-- Name: people; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people (
    id uuid NOT NULL,
    role text NOT NULL,
    active boolean NOT NULL,
    version bigint NOT NULL
);


--
-- Name: refresh_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refresh_tokens (
    digest bytea NOT NULL,
    session_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_agent text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    address text
);


--
-- Name: signing_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signing_keys (
    id text NOT NULL,
    sealed_private_key bytea NOT NULL,
    public_key bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    use_from timestamp with time zone NOT NULL
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id uuid NOT NULL,
    login text NOT NULL,
    email text NOT NULL,
    full_name text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL,
    active boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    erased_at timestamp with time zone,
    language text,
    theme text,
    CONSTRAINT ck_users_erased CHECK (((erased_at IS NULL) OR ((NOT active) AND (password_hash = ''::text)))),
    CONSTRAINT ck_users_full_name CHECK (((length(full_name) >= 1) AND (length(full_name) <= 200))),
    CONSTRAINT ck_users_language CHECK ((language = ANY (ARRAY['en'::text, 'ru'::text]))),
    CONSTRAINT ck_users_login CHECK ((login = lower(login))),
    CONSTRAINT ck_users_role CHECK ((role = ANY (ARRAY['administrator'::text, 'manager'::text, 'boss'::text, 'accountant'::text, 'developer'::text, 'other'::text, 'internalservice'::text]))),
    CONSTRAINT ck_users_theme CHECK ((theme = ANY (ARRAY['light'::text, 'dark'::text])))
);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0004');


--
-- Data for Name: answers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.attempts VALUES ('account:01a215f7-4458-7659-8a33-9513f54949a0@127.0.0.1', 10, '2026-11-26 03:47:42.328161+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-4458-7659-8a33-9513f54949a0:new', 5, '2026-11-26 03:47:42.331304+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-4497-753f-bd64-c2777c80bf75@127.0.0.1', 10, '2026-11-26 03:47:42.406771+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-4497-753f-bd64-c2777c80bf75:new', 5, '2026-11-26 03:47:42.40731+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44a3-7588-af7c-eb5c48e94751@127.0.0.1', 10, '2026-11-26 03:47:42.449351+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44a3-7588-af7c-eb5c48e94751:new', 5, '2026-11-26 03:47:42.449868+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44ac-72db-b456-f7fbad1f18a4@127.0.0.1', 10, '2026-11-26 03:47:42.483317+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44ac-72db-b456-f7fbad1f18a4:new', 5, '2026-11-26 03:47:42.484037+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44b4-71a7-bb51-c934e55f7e47@127.0.0.1', 10, '2026-11-26 03:47:42.528053+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44b4-71a7-bb51-c934e55f7e47:new', 5, '2026-11-26 03:47:42.528693+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44b6-777c-a0f4-34d14943dd1a@127.0.0.1', 10, '2026-11-26 03:47:42.563609+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44b6-777c-a0f4-34d14943dd1a:new', 5, '2026-11-26 03:47:42.564219+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44bc-7040-8a9d-5e5551b3d857@127.0.0.1', 10, '2026-11-26 03:47:42.597885+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44bc-7040-8a9d-5e5551b3d857:new', 5, '2026-11-26 03:47:42.598241+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44c2-716a-8b2b-02b7d38122fc@127.0.0.1', 10, '2026-11-26 03:47:42.639215+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44c2-716a-8b2b-02b7d38122fc:new', 5, '2026-11-26 03:47:42.639549+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44c8-77bf-b3eb-1969a41fe95b:new', 5, '2026-11-26 03:47:42.677393+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-618b-74cd-9b04-2641d7e729a3@127.0.0.1', 10, '2026-11-26 03:47:43.666836+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-618b-74cd-9b04-2641d7e729a3:new', 5, '2026-11-26 03:47:43.667418+00');
INSERT INTO public.attempts VALUES ('address:127.0.0.1', 100, '2026-11-26 03:47:46.91054+00');
INSERT INTO public.attempts VALUES ('account:01a215f7-44c8-77bf-b3eb-1969a41fe95b@127.0.0.1', 10, '2026-11-26 03:47:46.91098+00');


--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, '01a215f7-4477-7191-87ae-21110b2b0871', 'auth.user-registered.v1', '01a215f7-4458-7659-8a33-9513f54949a0', '2026-11-26 03:47:36.137846+00', '{"role": "administrator", "email": "admin@ates.example", "login": "admin", "active": true, "user_id": "01a215f7-4458-7659-8a33-9513f54949a0", "version": 1, "full_name": "Ada Admin"}', NULL, '2026-11-26 03:47:42.18825+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (2, '01a215f7-44a0-76f4-90b9-7cec02720566', 'auth.user-registered.v1', '01a215f7-4497-753f-bd64-c2777c80bf75', '2026-11-26 03:47:36.137846+00', '{"role": "manager", "email": "manager@ates.example", "login": "manager", "active": true, "user_id": "01a215f7-4497-753f-bd64-c2777c80bf75", "version": 1, "full_name": "Max Manager"}', NULL, '2026-11-26 03:47:42.188312+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (3, '01a215f7-44ac-72db-b456-f7fabd853b5f', 'auth.user-registered.v1', '01a215f7-44a3-7588-af7c-eb5c48e94751', '2026-11-26 03:47:36.137846+00', '{"role": "boss", "email": "boss@ates.example", "login": "boss", "active": true, "user_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "version": 1, "full_name": "Bea Boss"}', NULL, '2026-11-26 03:47:42.188316+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (4, '01a215f7-44b4-71a7-bb51-c9337c95ea06', 'auth.user-registered.v1', '01a215f7-44ac-72db-b456-f7fbad1f18a4', '2026-11-26 03:47:36.137846+00', '{"role": "accountant", "email": "accountant@ates.example", "login": "accountant", "active": true, "user_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "version": 1, "full_name": "Ari Accountant"}', NULL, '2026-11-26 03:47:42.188319+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (5, '01a215f7-44b6-777c-a0f4-34d070b96593', 'auth.user-registered.v1', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '2026-11-26 03:47:36.137846+00', '{"role": "developer", "email": "dev1@ates.example", "login": "dev1", "active": true, "user_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "version": 1, "full_name": "Developer 1"}', NULL, '2026-11-26 03:47:42.188322+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (6, '01a215f7-44bc-7040-8a9d-5e547b4840c2', 'auth.user-registered.v1', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '2026-11-26 03:47:36.137846+00', '{"role": "developer", "email": "dev2@ates.example", "login": "dev2", "active": true, "user_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "version": 1, "full_name": "Developer 2"}', NULL, '2026-11-26 03:47:42.188324+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (7, '01a215f7-44c0-74b9-8711-ae94bf675dc9', 'auth.user-registered.v1', '01a215f7-44bc-7040-8a9d-5e5551b3d857', '2026-11-26 03:47:36.137846+00', '{"role": "developer", "email": "dev3@ates.example", "login": "dev3", "active": true, "user_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "version": 1, "full_name": "Developer 3"}', NULL, '2026-11-26 03:47:42.188326+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (8, '01a215f7-44c8-77bf-b3eb-19682c2a602c', 'auth.user-registered.v1', '01a215f7-44c2-716a-8b2b-02b7d38122fc', '2026-11-26 03:47:36.137846+00', '{"role": "developer", "email": "dev4@ates.example", "login": "dev4", "active": true, "user_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "version": 1, "full_name": "Developer 4"}', NULL, '2026-11-26 03:47:42.188328+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (9, '01a215f7-44cb-72c8-aaf4-261ab4afe491', 'auth.user-registered.v1', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', '2026-11-26 03:47:36.137846+00', '{"role": "developer", "email": "dev5@ates.example", "login": "dev5", "active": true, "user_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b", "version": 1, "full_name": "Developer 5"}', NULL, '2026-11-26 03:47:42.18833+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (12, '01a215f7-621c-70a3-a3c4-1a69fd1d9c0c', 'auth.session-ended.v1', '01a215f7-61da-72f8-9d98-abb2eeec8f25', '2026-11-26 03:47:43.754127+00', '{"user_id": "01a215f7-618b-74cd-9b04-2641d7e729a3", "session_id": "01a215f7-61da-72f8-9d98-abb2eeec8f25"}', '00-c67f8349577fc378cddfa92e1ca7f215-fe59aa21215e60cd-01', '2026-11-26 03:47:43.806901+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (10, '01a215f7-6193-76e2-9d06-88ade75139e5', 'auth.user-registered.v1', '01a215f7-618b-74cd-9b04-2641d7e729a3', '2026-11-26 03:47:43.631421+00', '{"role": "other", "email": "erased@erased.invalid", "login": "erased", "active": true, "user_id": "01a215f7-618b-74cd-9b04-2641d7e729a3", "version": 1, "full_name": "erased"}', '00-7cdcb10af8f9ef0c058181d05e88767f-fc319c17ac0425fd-01', '2026-11-26 03:47:43.663544+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (11, '01a215f7-61ea-7661-a299-5b264fa622b7', 'auth.user-changed.v1', '01a215f7-618b-74cd-9b04-2641d7e729a3', '2026-11-26 03:47:43.720263+00', '{"role": "developer", "email": "erased@erased.invalid", "login": "erased", "active": true, "user_id": "01a215f7-618b-74cd-9b04-2641d7e729a3", "version": 2, "full_name": "erased"}', '00-fdfe9c4e52a653071a2e71d9b4b2581b-d8c5e63f76efbc31-01', '2026-11-26 03:47:43.74735+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (13, '01a215f7-621c-70a3-a3c4-1a6a653e2b5b', 'auth.user-changed.v1', '01a215f7-618b-74cd-9b04-2641d7e729a3', '2026-11-26 03:47:43.754127+00', '{"role": "developer", "email": "erased@erased.invalid", "login": "erased", "active": false, "user_id": "01a215f7-618b-74cd-9b04-2641d7e729a3", "version": 3, "full_name": "erased"}', '00-c67f8349577fc378cddfa92e1ca7f215-fe59aa21215e60cd-01', '2026-11-26 03:47:43.806923+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (14, '01a215f7-6251-72c1-95c4-e9169e0ac639', 'auth.user-erased.v1', '01a215f7-618b-74cd-9b04-2641d7e729a3', '2026-11-26 03:47:43.792039+00', '{"user_id": "01a215f7-618b-74cd-9b04-2641d7e729a3", "version": 4}', '00-9080eee29ac150019fda1e82d3ab7d39-d844e1f23ce2fbc2-01', '2026-11-26 03:47:43.854815+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (15, '01a215f7-6e92-750e-96a1-bec3997287fb', 'auth.session-ended.v1', '01a215f7-6e85-714b-9e9b-f583ddf5f284', '2026-11-26 03:47:46.961389+00', '{"user_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b", "session_id": "01a215f7-6e85-714b-9e9b-f583ddf5f284"}', '00-d69cbc0f12d6facdc6060bcea32a9d60-4efe2545643c0531-01', '2026-11-26 03:47:46.983383+00', NULL, NULL);


--
-- Data for Name: people; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: refresh_tokens; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refresh_tokens VALUES ('\xc438a5ff4a0d2cec2a87ddd203b9ca9b23bb288ade72f1c7dc068281443d4776', '01a215f7-5cad-7163-9fde-98f6a0bbf07b', '2026-11-26 03:47:42.378918+00', NULL);
INSERT INTO public.refresh_tokens VALUES ('\x438f601f44e90546adb5bb4b2ddb37d815ab310c9b9fa5e3227731547f418336', '01a215f7-5ce7-72f1-b4ef-8ac1fcecdf44', '2026-11-26 03:47:42.437256+00', NULL);
INSERT INTO public.refresh_tokens VALUES ('\x87106d7dd888e965ab292a2a48815b3e6cecd0fac1e9f33bba28a34f9a50da3e', '01a215f7-5d0a-76b7-a3ec-83cf0c5db021', '2026-11-26 03:47:42.472541+00', NULL);
INSERT INTO public.refresh_tokens VALUES ('\xa5c174a924a8080827a5147e1344d46d562b3f930767df0e390b4d66c680abbb', '01a215f7-5d2e-729d-854b-b1d826a2038a', '2026-11-26 03:47:42.508875+00', NULL);
INSERT INTO public.refresh_tokens VALUES ('\x64b15443f3190b5ef426697784a1a0d30968d181752c7b5add1727d99f9fd8ae', '01a215f7-5d59-7167-9adb-8c09bb0151ac', '2026-11-26 03:47:42.552224+00', NULL);
INSERT INTO public.refresh_tokens VALUES ('\xc44d8321655b66a79dd6c7dab25a194e84889f8dc9426cc597a9d93d1a3ad65a', '01a215f7-5d7c-73d7-ba21-fca70fe28cd1', '2026-11-26 03:47:42.587089+00', NULL);
INSERT INTO public.refresh_tokens VALUES ('\x2a5375123b3ca62e1aa8b5679e77e38aa465f2aac4b8cb1c2211200df8575aef', '01a215f7-5da6-73ac-81fc-a0642d7d39c6', '2026-11-26 03:47:42.629301+00', NULL);
INSERT INTO public.refresh_tokens VALUES ('\x218c70410208578752e53ff24aee885b1187d1ff0cd1f85d7837269b643d958a', '01a215f7-5dcb-750d-887e-944cad8f089b', '2026-11-26 03:47:42.666107+00', NULL);
INSERT INTO public.refresh_tokens VALUES ('\xf745d2bee6893db5f7b064792e4eb8ff71620e130b0c91d00c5a05b89d434cc4', '01a215f7-5dfa-76e7-9375-cb5ac8ebee08', '2026-11-26 03:47:42.709068+00', NULL);
INSERT INTO public.refresh_tokens VALUES ('\x3c0d060db1de2712f25a4667441b9e0d15df63a2a15109f112f16fabbbbce523', '01a215f7-6e85-714b-9e9b-f583ddf5f284', '2026-11-26 03:47:46.946868+00', NULL);


--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sessions VALUES ('01a215f7-5cad-7163-9fde-98f6a0bbf07b', '01a215f7-4458-7659-8a33-9513f54949a0', 'python-httpx/0.28.1', '2026-11-26 03:47:42.378918+00', '2026-11-26 03:47:42.378918+00', '2026-12-26 03:47:42.378918+00', NULL, '127.0.0.1');
INSERT INTO public.sessions VALUES ('01a215f7-5ce7-72f1-b4ef-8ac1fcecdf44', '01a215f7-4497-753f-bd64-c2777c80bf75', 'python-httpx/0.28.1', '2026-11-26 03:47:42.437256+00', '2026-11-26 03:47:42.437256+00', '2026-12-26 03:47:42.437256+00', NULL, '127.0.0.1');
INSERT INTO public.sessions VALUES ('01a215f7-5d0a-76b7-a3ec-83cf0c5db021', '01a215f7-44a3-7588-af7c-eb5c48e94751', 'python-httpx/0.28.1', '2026-11-26 03:47:42.472541+00', '2026-11-26 03:47:42.472541+00', '2026-12-26 03:47:42.472541+00', NULL, '127.0.0.1');
INSERT INTO public.sessions VALUES ('01a215f7-5d2e-729d-854b-b1d826a2038a', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'python-httpx/0.28.1', '2026-11-26 03:47:42.508875+00', '2026-11-26 03:47:42.508875+00', '2026-12-26 03:47:42.508875+00', NULL, '127.0.0.1');
INSERT INTO public.sessions VALUES ('01a215f7-5d59-7167-9adb-8c09bb0151ac', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'python-httpx/0.28.1', '2026-11-26 03:47:42.552224+00', '2026-11-26 03:47:42.552224+00', '2026-12-26 03:47:42.552224+00', NULL, '127.0.0.1');
INSERT INTO public.sessions VALUES ('01a215f7-5d7c-73d7-ba21-fca70fe28cd1', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'python-httpx/0.28.1', '2026-11-26 03:47:42.587089+00', '2026-11-26 03:47:42.587089+00', '2026-12-26 03:47:42.587089+00', NULL, '127.0.0.1');
INSERT INTO public.sessions VALUES ('01a215f7-5da6-73ac-81fc-a0642d7d39c6', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'python-httpx/0.28.1', '2026-11-26 03:47:42.629301+00', '2026-11-26 03:47:42.629301+00', '2026-12-26 03:47:42.629301+00', NULL, '127.0.0.1');
INSERT INTO public.sessions VALUES ('01a215f7-5dcb-750d-887e-944cad8f089b', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'python-httpx/0.28.1', '2026-11-26 03:47:42.666107+00', '2026-11-26 03:47:42.666107+00', '2026-12-26 03:47:42.666107+00', NULL, '127.0.0.1');
INSERT INTO public.sessions VALUES ('01a215f7-5dfa-76e7-9375-cb5ac8ebee08', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'python-httpx/0.28.1', '2026-11-26 03:47:42.709068+00', '2026-11-26 03:47:42.709068+00', '2026-12-26 03:47:42.709068+00', NULL, '127.0.0.1');
INSERT INTO public.sessions VALUES ('01a215f7-6e85-714b-9e9b-f583ddf5f284', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'python-httpx/0.28.1', '2026-11-26 03:47:46.946868+00', '2026-11-26 03:47:46.946868+00', '2026-12-26 03:47:46.946868+00', '2026-11-26 03:47:46.961389+00', '127.0.0.1');


--
-- Data for Name: signing_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.signing_keys VALUES ('01a215f7-5cb5-7186-8960-3cde73056554', '\x67414141414142724236766530396d5f42305f4c736d75573431772d614a6e447831356a4633456e644942626f3230747549675a567246764d6f4856433961336937574f77574d35626d77634d6853667279565938596b64554a73627356494a4846734b387342676f746d614261344d5a38736c7669584542306e37496936454a4b7770574373687a336e67', '\x1d79f6fc9497d5ad5ea16678739a512cce03cbe5a73e7247dae81808a7d57e50', '2026-11-26 03:47:42.378918+00', '2026-11-26 03:47:42.378918+00');


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users VALUES ('01a215f7-4458-7659-8a33-9513f54949a0', 'admin', 'admin@ates.example', 'Ada Admin', '$argon2id$v=19$m=19456,t=2,p=1$w9j7n7P2vreW8l6rtVYK4Q$KNBiBVRmraIqEZEY1NwNdIDJL0K0uXxhG/S+3Fb8MOo', 'administrator', true, 1, '2026-11-26 03:47:36.137846+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a215f7-4497-753f-bd64-c2777c80bf75', 'manager', 'manager@ates.example', 'Max Manager', '$argon2id$v=19$m=19456,t=2,p=1$OUdIiZFSSillTMm5V6pVKg$VDMj9d5ImgafGc6r4fqnX52wrxkhCs1Oy/Wq+l60uFU', 'manager', true, 1, '2026-11-26 03:47:36.137846+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a215f7-44a3-7588-af7c-eb5c48e94751', 'boss', 'boss@ates.example', 'Bea Boss', '$argon2id$v=19$m=19456,t=2,p=1$NQZA6H2P0dqbUwoBgPD+Xw$hr4BwtXNzLq17dPJ5QNx4M/XM29cW/pvEyd0sAVOFT0', 'boss', true, 1, '2026-11-26 03:47:36.137846+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a215f7-44ac-72db-b456-f7fbad1f18a4', 'accountant', 'accountant@ates.example', 'Ari Accountant', '$argon2id$v=19$m=19456,t=2,p=1$tbaWkpKy9v7fu7c25vwfAw$p914mfcTjyxKsl0JH25ltxhS+D44QjZvb1D3L5PljRM', 'accountant', true, 1, '2026-11-26 03:47:36.137846+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a215f7-44b4-71a7-bb51-c934e55f7e47', 'dev1', 'dev1@ates.example', 'Developer 1', '$argon2id$v=19$m=19456,t=2,p=1$9B5jrJWyVqr1nlNqTSnlfA$+ThnEKZr5HafXahDywGo/o7mDqNahSU030Cz+psq+J0', 'developer', true, 1, '2026-11-26 03:47:36.137846+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a215f7-44b6-777c-a0f4-34d14943dd1a', 'dev2', 'dev2@ates.example', 'Developer 2', '$argon2id$v=19$m=19456,t=2,p=1$p3TOeY9RqjVGqLW2du7dOw$NJhZ7MBsMGogBHivZxNlhO8929hYJscBftXdzjkuIKs', 'developer', true, 1, '2026-11-26 03:47:36.137846+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a215f7-44bc-7040-8a9d-5e5551b3d857', 'dev3', 'dev3@ates.example', 'Developer 3', '$argon2id$v=19$m=19456,t=2,p=1$4hxjLIVwzhkDQGhtbW1N6Q$78g+JGY3nRN8U7IAMPRfvWjVeJDepyi7aSKyEL1drN8', 'developer', true, 1, '2026-11-26 03:47:36.137846+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a215f7-44c2-716a-8b2b-02b7d38122fc', 'dev4', 'dev4@ates.example', 'Developer 4', '$argon2id$v=19$m=19456,t=2,p=1$IIQQwhjjnHNuTUnpHcN4Tw$IYzDnmaFctWR/4Q1n6k0JqWKh1NNW6M371trpKSrFvM', 'developer', true, 1, '2026-11-26 03:47:36.137846+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'dev5', 'dev5@ates.example', 'Developer 5', '$argon2id$v=19$m=19456,t=2,p=1$fo9xzllrTYmR8v7f+3+PEQ$Zfi60/8iB8YZQ+orBLDIl49De4VD0ACOSDrQdFVly0k', 'developer', true, 1, '2026-11-26 03:47:36.137846+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a215f7-618b-74cd-9b04-2641d7e729a3', 'erased:01a215f7-618b-74cd-9b04-2641d7e729a3', 'erased:01a215f7-618b-74cd-9b04-2641d7e729a3', 'erased', '', 'other', false, 4, '2026-11-26 03:47:43.631421+00', '2026-11-26 03:47:43.792039+00', NULL, NULL);


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 15, true);


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
-- Name: attempts pk_attempts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT pk_attempts PRIMARY KEY (bucket);


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
-- Name: people pk_people; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);


--
-- Name: refresh_tokens pk_refresh_tokens; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT pk_refresh_tokens PRIMARY KEY (digest);


--
-- Name: sessions pk_sessions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT pk_sessions PRIMARY KEY (id);


--
-- Name: signing_keys pk_signing_keys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT pk_signing_keys PRIMARY KEY (id);


--
-- Name: users pk_users; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (id);


--
-- Name: ix_answers_answered_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_answers_answered_at ON public.answers USING btree (answered_at);


--
-- Name: ix_attempts_counted_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_attempts_counted_at ON public.attempts USING btree (counted_at);


--
-- Name: ix_inbox_received_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_inbox_received_at ON public.inbox USING btree (received_at);


--
-- Name: ix_outbox_failed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_failed ON public.outbox USING btree (id) WHERE (failed_at IS NOT NULL);


--
-- Name: ix_outbox_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_subject ON public.outbox USING btree (subject);


--
-- Name: ix_outbox_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_waiting ON public.outbox USING btree (id) WHERE ((published_at IS NULL) AND (failed_at IS NULL));


--
-- Name: ix_refresh_tokens_session_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_refresh_tokens_session_id ON public.refresh_tokens USING btree (session_id);


--
-- Name: ix_sessions_expires_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sessions_expires_at ON public.sessions USING btree (expires_at);


--
-- Name: ix_sessions_live; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sessions_live ON public.sessions USING btree (user_id, last_used_at, id) WHERE (ended_at IS NULL);


--
-- Name: ix_sessions_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sessions_user_id ON public.sessions USING btree (user_id);


--
-- Name: uq_users_email; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_users_email ON public.users USING btree (lower((email COLLATE "C")));


--
-- Name: uq_users_login; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_users_login ON public.users USING btree (login);


--
-- Name: refresh_tokens fk_refresh_tokens_session_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT fk_refresh_tokens_session_id FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;


--
-- Name: sessions fk_sessions_user_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT fk_sessions_user_id FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: TABLE answers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.answers TO ates_auth;


--
-- Name: TABLE attempts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.attempts TO ates_auth;


--
-- Name: TABLE inbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.inbox TO ates_auth;


--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO ates_auth;


--
-- Name: COLUMN outbox.data; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(data) ON TABLE public.outbox TO ates_auth;


--
-- Name: COLUMN outbox.published_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(published_at) ON TABLE public.outbox TO ates_auth;


--
-- Name: COLUMN outbox.failed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failed_at) ON TABLE public.outbox TO ates_auth;


--
-- Name: COLUMN outbox.failure; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failure) ON TABLE public.outbox TO ates_auth;


--
-- Name: TABLE people; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.people TO ates_auth;


--
-- Name: TABLE refresh_tokens; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.refresh_tokens TO ates_auth;


--
-- Name: TABLE sessions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO ates_auth;


--
-- Name: TABLE signing_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.signing_keys TO ates_auth;


--
-- Name: TABLE users; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.users TO ates_auth;


--
-- PostgreSQL database dump complete
--


