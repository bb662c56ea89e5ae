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
-- Name: assignments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.assignments (
    task_id uuid NOT NULL,
    number integer NOT NULL,
    cause text NOT NULL,
    day date NOT NULL
);


--
-- Name: balances; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.balances (
    user_id uuid NOT NULL,
    balance bigint NOT NULL
)
WITH (fillfactor='60');


--
-- Name: day_durations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.day_durations (
    day date NOT NULL,
    tasks bigint NOT NULL,
    median interval NOT NULL,
    mean interval NOT NULL
);


--
-- Name: days; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.days (
    day date NOT NULL,
    fees bigint DEFAULT 0 NOT NULL,
    rewards bigint DEFAULT 0 NOT NULL,
    created bigint DEFAULT 0 NOT NULL,
    completed bigint DEFAULT 0 NOT NULL,
    reassigned bigint DEFAULT 0 NOT NULL,
    measured bigint DEFAULT 0 NOT NULL
)
WITH (fillfactor='50');


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
    title text,
    jira_key text,
    created_at timestamp with time zone,
    completed_at timestamp with time zone,
    completed_day date,
    fee bigint,
    reward bigint,
    CONSTRAINT ck_tasks_completed CHECK (((completed_at IS NULL) = (completed_day IS NULL)))
)
WITH (fillfactor='70');


--
-- Name: transfers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transfers (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    delta bigint NOT NULL,
    business_day date NOT NULL
);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0004');


--
-- Data for Name: answers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: assignments; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.assignments VALUES ('01a215f7-5e45-74d7-a3a6-ec112a8c53b0', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5e85-7747-90bd-321fe80de275', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 1, 'created', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5e45-74d7-a3a6-ec112a8c53b0', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5e85-7747-90bd-321fe80de275', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 2, 'reassigned', '2026-11-26');
INSERT INTO public.assignments VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 2, 'reassigned', '2026-11-26');


--
-- Data for Name: balances; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.balances VALUES ('01a215f7-44ac-72db-b456-f7fbad1f18a4', -5172);
INSERT INTO public.balances VALUES ('01a215f7-44a3-7588-af7c-eb5c48e94751', 0);
INSERT INTO public.balances VALUES ('01a215f7-44c8-77bf-b3eb-1969a41fe95b', 0);
INSERT INTO public.balances VALUES ('01a215f7-44bc-7040-8a9d-5e5551b3d857', 5055);
INSERT INTO public.balances VALUES ('01a215f7-44c2-716a-8b2b-02b7d38122fc', 9077);
INSERT INTO public.balances VALUES ('01a215f7-44b4-71a7-bb51-c934e55f7e47', 9817);
INSERT INTO public.balances VALUES ('01a215f7-44b6-777c-a0f4-34d14943dd1a', 0);


--
-- Data for Name: day_durations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: days; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.days VALUES ('2026-11-26', 36984, 31891, 12, 10, 12, 10);


--
-- Data for Name: ended_sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ended_sessions VALUES ('01a215f7-61da-72f8-9d98-abb2eeec8f25', '2026-11-26 03:47:43.754127+00');
INSERT INTO public.ended_sessions VALUES ('01a215f7-6e85-714b-9e9b-f583ddf5f284', '2026-11-26 03:47:46.961389+00');


--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbox VALUES ('01a215f7-4477-7191-87ae-21110b2b0871', '2026-11-26 03:47:42.154375+00');
INSERT INTO public.inbox VALUES ('01a215f7-44a0-76f4-90b9-7cec02720566', '2026-11-26 03:47:42.215035+00');
INSERT INTO public.inbox VALUES ('01a215f7-44ac-72db-b456-f7fabd853b5f', '2026-11-26 03:47:42.215035+00');
INSERT INTO public.inbox VALUES ('01a215f7-44b4-71a7-bb51-c9337c95ea06', '2026-11-26 03:47:42.215035+00');
INSERT INTO public.inbox VALUES ('01a215f7-44b6-777c-a0f4-34d070b96593', '2026-11-26 03:47:42.215035+00');
INSERT INTO public.inbox VALUES ('01a215f7-44bc-7040-8a9d-5e547b4840c2', '2026-11-26 03:47:42.215035+00');
INSERT INTO public.inbox VALUES ('01a215f7-44c0-74b9-8711-ae94bf675dc9', '2026-11-26 03:47:42.215035+00');
INSERT INTO public.inbox VALUES ('01a215f7-44c8-77bf-b3eb-19682c2a602c', '2026-11-26 03:47:42.215035+00');
INSERT INTO public.inbox VALUES ('01a215f7-44cb-72c8-aaf4-261ab4afe491', '2026-11-26 03:47:42.215035+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e52-74f3-a7f1-c072324a6a28', '2026-11-26 03:47:42.829597+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e53-717e-8acb-a11fb5ad6101', '2026-11-26 03:47:42.851764+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e6b-705b-bb8f-3813094b585f', '2026-11-26 03:47:42.870992+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e6b-705b-bb8f-381486193197', '2026-11-26 03:47:42.870992+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e87-758b-80eb-c14559a4cb41', '2026-11-26 03:47:42.891891+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e87-758b-80eb-c146be8789b7', '2026-11-26 03:47:42.891891+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e96-7374-887d-e7394d4785a1', '2026-11-26 03:47:42.891891+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e96-7374-887d-e73a195b8c00', '2026-11-26 03:47:42.891891+00');
INSERT INTO public.inbox VALUES ('01a215f7-5eab-7783-bd06-c6e7395e7781', '2026-11-26 03:47:42.908859+00');
INSERT INTO public.inbox VALUES ('01a215f7-5eab-7783-bd06-c6e8e153ee24', '2026-11-26 03:47:42.908859+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ec6-7698-afd4-db174b9a0d89', '2026-11-26 03:47:42.941996+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ec6-7698-afd4-db181afb7ebc', '2026-11-26 03:47:42.941996+00');
INSERT INTO public.inbox VALUES ('01a215f7-5e87-72c8-a6be-790e8e890be4', '2026-11-26 03:47:42.949487+00');
INSERT INTO public.inbox VALUES ('01a215f7-5eb6-7377-8c9a-695ab3c4d8c0', '2026-11-26 03:47:42.949487+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ee8-753e-980b-d8c7a00f6a23', '2026-11-26 03:47:42.977932+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ee8-753e-980b-d8c8a9d9df51', '2026-11-26 03:47:42.977932+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ec1-77c5-b057-cb7dec77888d', '2026-11-26 03:47:42.982641+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ec1-77c5-b057-cb7e12621bc1', '2026-11-26 03:47:42.982641+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ec1-77c5-b057-cb7f52c4a48f', '2026-11-26 03:47:42.996659+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ec1-77c5-b057-cb80fff78ed7', '2026-11-26 03:47:42.996659+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ecc-7155-ace6-2e47980d03fd', '2026-11-26 03:47:42.996659+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ecc-7155-ace6-2e483a169ace', '2026-11-26 03:47:42.996659+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ecc-7155-ace6-2e494aff0288', '2026-11-26 03:47:42.996659+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ecc-7155-ace6-2e4a5e1ae9b5', '2026-11-26 03:47:42.996659+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f07-778a-8d76-a7cd7c73a5ea', '2026-11-26 03:47:43.004036+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f07-778a-8d76-a7ce7bb92427', '2026-11-26 03:47:43.004036+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ee4-71d5-86e9-a2b07ea439c8', '2026-11-26 03:47:43.006463+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f01-76aa-8182-d9ac7aa4cfbd', '2026-11-26 03:47:43.006463+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f23-7778-88b8-67de87dc00d5', '2026-11-26 03:47:43.033309+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f23-7778-88b8-67df28895eb6', '2026-11-26 03:47:43.033309+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f09-768f-847f-0f445f29258e', '2026-11-26 03:47:43.033565+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f18-7551-9ff8-c7a6f792e668', '2026-11-26 03:47:43.033565+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f23-75c9-9b6e-993411a3a2d8', '2026-11-26 03:47:43.033565+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f2a-7480-a3b1-9cca33db2ff6', '2026-11-26 03:47:43.033565+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f39-7187-b290-a1071a215807', '2026-11-26 03:47:43.051284+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f39-7187-b290-a1081d1f22b8', '2026-11-26 03:47:43.051284+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f3f-74eb-a46d-d1cf8255a8b0', '2026-11-26 03:47:43.068076+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f42-75d0-bd73-3a6e976eb6f4', '2026-11-26 03:47:43.068076+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f4b-736e-8e00-760c09e1d4cb', '2026-11-26 03:47:43.078732+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f4b-736e-8e00-760de13d60fd', '2026-11-26 03:47:43.078732+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f5f-757a-a53e-799b63378e71', '2026-11-26 03:47:43.078732+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f5f-757a-a53e-799c5da98396', '2026-11-26 03:47:43.078732+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f51-721a-b6f8-b42cf8d8d7c5', '2026-11-26 03:47:43.080926+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f58-7423-8efc-9798d39ad6aa', '2026-11-26 03:47:43.080926+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f6d-7642-adb1-00cb4973cf3b', '2026-11-26 03:47:43.107878+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f71-7488-8481-16f13074807b', '2026-11-26 03:47:43.121129+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-71b3-a878-b3c52ea1a79f', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-727c-811c-2e36a2e7a821', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-7298-8461-82f01bce2062', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-72b0-9943-0ddd0249d186', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-72c6-ab27-7d15ea18bceb', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-72de-a8ef-9eb206ea6840', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-72f5-9c2d-b62f126ce94b', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-730b-8738-8f8ae9ac0670', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-7321-abe1-fd03b3240eaa', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-7337-ab3f-94a8a585ed64', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-734f-b5c5-2c8cbe7ad771', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-742c-b4e4-569f6299c2d9', '2026-11-26 03:47:43.128178+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f78-719a-b671-def282e4d68f', '2026-11-26 03:47:43.133348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f89-72be-961a-fe128f23e125', '2026-11-26 03:47:43.133348+00');
INSERT INTO public.inbox VALUES ('01a215f7-5fae-7215-b330-21df37283d26', '2026-11-26 03:47:43.159113+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa4f8893034c', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa509abcfb92', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa51daa6af17', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa529a758a7c', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa5340281249', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa5414e67e3c', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa550e53e8e0', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa567fdf3a2e', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa57544a84d6', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa58c4a9542d', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa590772d840', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5f9c-7338-9252-aa5ada0ff117', '2026-11-26 03:47:43.169239+00');
INSERT INTO public.inbox VALUES ('01a215f7-5fcd-7115-bead-854e2036c9f2', '2026-11-26 03:47:43.215659+00');
INSERT INTO public.inbox VALUES ('01a215f7-5fe5-76ac-9383-37728ab4ca64', '2026-11-26 03:47:43.225081+00');
INSERT INTO public.inbox VALUES ('01a215f7-5ff9-7475-abdb-3cbae2db366c', '2026-11-26 03:47:43.245446+00');
INSERT INTO public.inbox VALUES ('01a215f7-6000-75aa-a3fa-8a9c59d6cf1c', '2026-11-26 03:47:43.265903+00');
INSERT INTO public.inbox VALUES ('01a215f7-6017-7479-8c30-df59f407c36f', '2026-11-26 03:47:43.281658+00');
INSERT INTO public.inbox VALUES ('01a215f7-6031-7192-a8b9-f59fba03a470', '2026-11-26 03:47:43.298313+00');
INSERT INTO public.inbox VALUES ('01a215f7-604e-70d4-aa75-5b04137cce55', '2026-11-26 03:47:43.328872+00');
INSERT INTO public.inbox VALUES ('01a215f7-6050-70d6-8457-25327f355594', '2026-11-26 03:47:43.330358+00');
INSERT INTO public.inbox VALUES ('01a215f7-6067-745f-a175-81ccecbbca7c', '2026-11-26 03:47:43.348153+00');
INSERT INTO public.inbox VALUES ('01a215f7-607d-71a4-b815-b0d9b9fb81fd', '2026-11-26 03:47:43.373895+00');
INSERT INTO public.inbox VALUES ('01a215f7-609f-7543-a560-8ccc8d9dccf7', '2026-11-26 03:47:43.408105+00');
INSERT INTO public.inbox VALUES ('01a215f7-60a3-758b-858d-70bb0df78344', '2026-11-26 03:47:43.418243+00');
INSERT INTO public.inbox VALUES ('01a215f7-60c3-70ff-8020-b237531f56a5', '2026-11-26 03:47:43.445734+00');
INSERT INTO public.inbox VALUES ('01a215f7-60d9-7036-908b-704628091dee', '2026-11-26 03:47:43.471772+00');
INSERT INTO public.inbox VALUES ('01a215f7-60f8-724c-a77f-e84e2895f9f3', '2026-11-26 03:47:43.498049+00');
INSERT INTO public.inbox VALUES ('01a215f7-60ee-75f0-8d47-ede7712e475e', '2026-11-26 03:47:43.504525+00');
INSERT INTO public.inbox VALUES ('01a215f7-611d-766b-8fa0-35877c16a61d', '2026-11-26 03:47:43.534877+00');
INSERT INTO public.inbox VALUES ('01a215f7-611e-711f-85c7-824bcef7596b', '2026-11-26 03:47:43.537748+00');
INSERT INTO public.inbox VALUES ('01a215f7-613a-7317-93e9-cbcc0eb256ae', '2026-11-26 03:47:43.565122+00');
INSERT INTO public.inbox VALUES ('01a215f7-6193-76e2-9d06-88ade75139e5', '2026-11-26 03:47:43.667517+00');
INSERT INTO public.inbox VALUES ('01a215f7-61ea-7661-a299-5b264fa622b7', '2026-11-26 03:47:43.755015+00');
INSERT INTO public.inbox VALUES ('01a215f7-621c-70a3-a3c4-1a69fd1d9c0c', '2026-11-26 03:47:43.807745+00');
INSERT INTO public.inbox VALUES ('01a215f7-621c-70a3-a3c4-1a6a653e2b5b', '2026-11-26 03:47:43.807745+00');
INSERT INTO public.inbox VALUES ('01a215f7-6251-72c1-95c4-e9169e0ac639', '2026-11-26 03:47:43.853335+00');
INSERT INTO public.inbox VALUES ('01a215f7-62ef-732a-9d26-6fa9f0ebe505', '2026-11-26 03:47:44.006683+00');
INSERT INTO public.inbox VALUES ('01a215f7-6314-77c8-ad78-135bfb8584b5', '2026-11-26 03:47:44.034535+00');
INSERT INTO public.inbox VALUES ('01a215f7-6333-7052-853c-42a1dc96e158', '2026-11-26 03:47:44.072846+00');
INSERT INTO public.inbox VALUES ('01a215f7-635f-7358-906f-da09a299dd70', '2026-11-26 03:47:44.118699+00');
INSERT INTO public.inbox VALUES ('01a215f7-637b-7697-a575-986e7611a740', '2026-11-26 03:47:44.138192+00');
INSERT INTO public.inbox VALUES ('01a215f7-639f-74b5-95b7-91e7252b5a3c', '2026-11-26 03:47:44.180506+00');
INSERT INTO public.inbox VALUES ('01a215f7-63b5-7401-9844-a6fec0d42663', '2026-11-26 03:47:44.212908+00');
INSERT INTO public.inbox VALUES ('01a215f7-641d-7ff5-b519-2dca0abf5d6f', '2026-11-26 03:47:44.30287+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-70c7-9593-af788e178084', '2026-11-26 03:47:44.308988+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-72f7-be3f-c8443648cfa0', '2026-11-26 03:47:44.308988+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-732e-ba80-aea507267dbf', '2026-11-26 03:47:44.308988+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-7361-b951-d05bc240ec5c', '2026-11-26 03:47:44.308988+00');
INSERT INTO public.inbox VALUES ('01a215f7-641e-7398-9984-30929bfd8cf3', '2026-11-26 03:47:44.308988+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e1b-7422-abc1-a3befd7088e8', '2026-11-26 03:47:46.864506+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e1b-7422-abc1-a3bfd0d76e9c', '2026-11-26 03:47:46.864506+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e1b-7422-abc1-a3c085db9284', '2026-11-26 03:47:46.864506+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e26-7283-ab89-ff1742e75465', '2026-11-26 03:47:46.876973+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e51-71b5-8286-71af5d969f88', '2026-11-26 03:47:46.91884+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e92-750e-96a1-bec3997287fb', '2026-11-26 03:47:46.985248+00');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--



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

INSERT INTO public.tasks VALUES ('01a215f7-5e45-74d7-a3a6-ec112a8c53b0', 'Feed bird 1 – «Кеша», 2 ½ seeds', NULL, '2026-11-26 03:47:42.787167+00', NULL, NULL, 1597, 2830);
INSERT INTO public.tasks VALUES ('01a215f7-5e85-7747-90bd-321fe80de275', 'Feed bird 3 – «Кеша», 2 ½ seeds', NULL, '2026-11-26 03:47:42.849658+00', NULL, NULL, 1615, 3972);
INSERT INTO public.tasks VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 'Feed bird 9 – «Кеша», 2 ½ seeds', NULL, '2026-11-26 03:47:43.002251+00', '2026-11-26 03:47:43.142955+00', '2026-11-26', 1549, 3173);
INSERT INTO public.tasks VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 'Feed bird 11 – «Кеша», 2 ½ seeds', NULL, '2026-11-26 03:47:43.048833+00', '2026-11-26 03:47:43.200688+00', '2026-11-26', 1515, 2162);
INSERT INTO public.tasks VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 'Feed bird 4 – «Кеша», 2 ½ seeds', 'POPUG-4', '2026-11-26 03:47:42.86331+00', '2026-11-26 03:47:43.220892+00', '2026-11-26', 1820, 2646);
INSERT INTO public.tasks VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 'Feed bird 10 – «Кеша», 2 ½ seeds', 'POPUG-10', '2026-11-26 03:47:43.025323+00', '2026-11-26 03:47:43.270436+00', '2026-11-26', 1026, 3012);
INSERT INTO public.tasks VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 'Feed bird 7 – «Кеша», 2 ½ seeds', NULL, '2026-11-26 03:47:42.93797+00', '2026-11-26 03:47:43.307448+00', '2026-11-26', 1200, 3327);
INSERT INTO public.tasks VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 'Feed bird 12 – «Кеша», 2 ½ seeds', 'POPUG-12', '2026-11-26 03:47:43.06579+00', '2026-11-26 03:47:43.349437+00', '2026-11-26', 1411, 3833);
INSERT INTO public.tasks VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 'Feed bird 8 – «Кеша», 2 ½ seeds', 'POPUG-8', '2026-11-26 03:47:42.973298+00', '2026-11-26 03:47:43.388102+00', '2026-11-26', 1894, 3358);
INSERT INTO public.tasks VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 'Feed bird 2 – «Кеша», 2 ½ seeds', 'POPUG-2', '2026-11-26 03:47:42.821122+00', '2026-11-26 03:47:43.415583+00', '2026-11-26', 1445, 2883);
INSERT INTO public.tasks VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 'Feed bird 6 – «Кеша», 2 ½ seeds', 'POPUG-6', '2026-11-26 03:47:42.910486+00', '2026-11-26 03:47:43.469722+00', '2026-11-26', 1984, 3748);
INSERT INTO public.tasks VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 'Feed bird 5 – «Кеша», 2 ½ seeds', NULL, '2026-11-26 03:47:42.886406+00', '2026-11-26 03:47:43.502434+00', '2026-11-26', 1436, 3749);


--
-- Data for Name: transfers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.transfers VALUES ('01a215f7-5eb1-76dd-a4f6-6c598c39d874', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'fee', -1597, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5eca-7160-9035-0c4d3b06f726', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'fee', -1445, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5eca-7160-9035-0c4e4d7b25f0', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'fee', -1615, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5eca-7160-9035-0c4feec147c7', '01a215f7-44a3-7588-af7c-eb5c48e94751', 'fee', -1820, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5eca-7160-9035-0c50dfb41c0a', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'fee', -1436, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5efc-7641-bf2c-8a7e98a5d965', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'fee', -1984, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f16-7111-92a6-5be9b19928d5', '01a215f7-44a3-7588-af7c-eb5c48e94751', 'fee', -1200, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f27-73e6-b5a2-0c25f9ef0221', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'fee', -1894, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f41-7421-8376-465deeb02c96', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'fee', -1549, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f56-752d-9d42-dfcb24cad58a', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'fee', -1026, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f6f-7474-abf8-6c9531494c82', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'fee', -1515, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f88-7499-bc35-f2ed52fa5920', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'fee', -1411, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61c1232cc2ae', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'fee', -1820, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61c2fb374ca4', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'fee', -1200, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61c3fe48bdb4', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'fee', -1984, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61c4e81948ec', '01a215f7-44a3-7588-af7c-eb5c48e94751', 'fee', -1549, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61c503c3e94c', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'fee', -1515, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61c6dfd3df58', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'fee', -1026, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61c7e020ad03', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'fee', -1597, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61c8a7d2fc70', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'fee', -1615, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61c96fe3e5b0', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'fee', -1436, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61cabb424bf3', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'fee', -1411, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61cbc3604e8a', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'fee', -1445, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5f9a-70d4-9802-61cc6d17098c', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'fee', -1894, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-5fcb-72eb-8514-7a0892250781', '01a215f7-44a3-7588-af7c-eb5c48e94751', 'reward', 3173, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-6000-75aa-a3fa-8a9b986cb614', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'reward', 2162, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-6014-748c-b74c-1d4baa829d20', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'reward', 2646, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-604b-77bb-8cdc-0ad76f7a7fb5', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'reward', 3012, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-6066-71a1-b10b-94005f1f3d3b', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'reward', 3327, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-609d-73fb-9a44-bd794bccc754', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'reward', 3833, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-60cb-7087-8a9e-0f38e5a2780b', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'reward', 3358, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-60eb-7356-9a62-75b2dd886436', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'reward', 2883, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-6119-7188-a60d-9a9e0019d45c', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'reward', 3748, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-6137-702e-8a2a-127defc8e8b0', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'reward', 3749, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-62e0-776a-b04f-367f56560790', '01a215f7-44a3-7588-af7c-eb5c48e94751', 'correction', 5000, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-6312-76b4-bac6-786e005be2da', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'correction', 5000, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-6332-767b-aa6e-0c07b147299b', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'correction', 5000, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-635d-728b-bf00-9c9cf148af2b', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'correction', 5000, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-6379-74a8-b6de-ae33f970cb5f', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'correction', 5000, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-639c-7632-9a5d-8393e0920cee', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'correction', 9345, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-63b2-7364-8eec-5cc4f04332ac', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'correction', -1000, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-641d-77f3-b9d2-48c0a5b95e6f', '01a215f7-44a3-7588-af7c-eb5c48e94751', 'payout', -3604, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-641d-7c39-be5a-22f680680615', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'payout', -9817, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-641d-7d1f-b719-8c53b755cf6f', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'payout', -4210, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-641d-7dd4-a80e-9340e68c55d2', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'payout', -5055, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-641d-7e64-8582-a0196f19f894', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'payout', -9077, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-641d-7ef2-bdb5-bb003a66e3a0', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'payout', -1661, '2026-11-26');
INSERT INTO public.transfers VALUES ('01a215f7-6e1a-7768-98b4-ccd59bc28a86', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'payout-returned', 4210, '2026-11-27');
INSERT INTO public.transfers VALUES ('01a215f7-6e1a-7768-98b4-ccd6e32f35fa', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'payout-returned', 5055, '2026-11-27');
INSERT INTO public.transfers VALUES ('01a215f7-6e1a-7768-98b4-ccd7cd52a28a', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'payout-returned', 9077, '2026-11-27');
INSERT INTO public.transfers VALUES ('01a215f7-6e23-7404-b0ce-f81ab1bb683d', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'payout-returned', 9817, '2026-11-27');
INSERT INTO public.transfers VALUES ('01a215f7-6e50-76e2-8260-a4a7206fe0f0', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'payout', -4210, '2026-11-27');


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 1, false);


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
-- Name: assignments pk_assignments; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.assignments
    ADD CONSTRAINT pk_assignments PRIMARY KEY (task_id, number);


--
-- Name: balances pk_balances; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.balances
    ADD CONSTRAINT pk_balances PRIMARY KEY (user_id);


--
-- Name: day_durations pk_day_durations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.day_durations
    ADD CONSTRAINT pk_day_durations PRIMARY KEY (day);


--
-- Name: days pk_days; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.days
    ADD CONSTRAINT pk_days PRIMARY KEY (day);


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
-- Name: ix_answers_answered_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_answers_answered_at ON public.answers USING btree (answered_at);


--
-- Name: ix_balances_negative; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_balances_negative ON public.balances USING btree (balance, user_id) WHERE (balance < 0);


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
-- Name: ix_tasks_completed_day; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tasks_completed_day ON public.tasks USING btree (completed_day, reward DESC NULLS LAST, completed_at, id) INCLUDE (created_at) WHERE (completed_day IS NOT NULL);


--
-- Name: TABLE answers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.answers TO ates_analytics;


--
-- Name: TABLE assignments; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.assignments TO ates_analytics;


--
-- Name: TABLE balances; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.balances TO ates_analytics;


--
-- Name: TABLE day_durations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.day_durations TO ates_analytics;


--
-- Name: TABLE days; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.days TO ates_analytics;


--
-- Name: TABLE ended_sessions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.ended_sessions TO ates_analytics;


--
-- Name: TABLE inbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.inbox TO ates_analytics;


--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO ates_analytics;


--
-- Name: COLUMN outbox.data; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(data) ON TABLE public.outbox TO ates_analytics;


--
-- Name: COLUMN outbox.published_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(published_at) ON TABLE public.outbox TO ates_analytics;


--
-- Name: COLUMN outbox.failed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failed_at) ON TABLE public.outbox TO ates_analytics;


--
-- Name: COLUMN outbox.failure; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failure) ON TABLE public.outbox TO ates_analytics;


--
-- Name: TABLE people; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.people TO ates_analytics;


--
-- Name: TABLE tasks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.tasks TO ates_analytics;


--
-- Name: TABLE transfers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.transfers TO ates_analytics;


--
-- PostgreSQL database dump complete
--


