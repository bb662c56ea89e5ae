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
-- Name: keep_titles(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_titles() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO task_titles (task_id, title) SELECT id, title FROM filed;
        RETURN NULL;
    END $$;


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
-- Name: task_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_log (
    task_id uuid NOT NULL,
    id bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    actor_id uuid NOT NULL,
    kind text NOT NULL,
    description text NOT NULL,
    assignee_id uuid,
    CONSTRAINT ck_task_log_kind CHECK ((kind = ANY (ARRAY['create'::text, 'assign'::text, 'complete'::text, 'other'::text])))
);


--
-- Name: task_log_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.task_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.task_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: task_titles; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_titles (
    task_id uuid NOT NULL,
    title text NOT NULL,
    folded text GENERATED ALWAYS AS (lower(title)) STORED NOT NULL
);


--
-- Name: tasks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tasks (
    id uuid NOT NULL,
    title text NOT NULL,
    description text,
    jira_key text,
    status text NOT NULL,
    author_id uuid NOT NULL,
    assignee_id uuid NOT NULL,
    assigned_count integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    CONSTRAINT ck_tasks_description CHECK ((length(description) <= 10000)),
    CONSTRAINT ck_tasks_done CHECK (((status = 'done'::text) = (completed_at IS NOT NULL))),
    CONSTRAINT ck_tasks_status CHECK ((status = ANY (ARRAY['open'::text, 'done'::text]))),
    CONSTRAINT ck_tasks_title CHECK (((length(title) >= 1) AND (length(title) <= 300)))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02');


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0005');


--
-- Data for Name: answers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ended_sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ended_sessions VALUES ('01a215f7-61da-72f8-9d98-abb2eeec8f25', '2026-11-26 03:47:43.754127+00');
INSERT INTO public.ended_sessions VALUES ('01a215f7-6e85-714b-9e9b-f583ddf5f284', '2026-11-26 03:47:46.961389+00');


--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbox VALUES ('01a215f7-4477-7191-87ae-21110b2b0871', '2026-11-26 03:47:42.142564+00');
INSERT INTO public.inbox VALUES ('01a215f7-44a0-76f4-90b9-7cec02720566', '2026-11-26 03:47:42.218934+00');
INSERT INTO public.inbox VALUES ('01a215f7-44ac-72db-b456-f7fabd853b5f', '2026-11-26 03:47:42.218934+00');
INSERT INTO public.inbox VALUES ('01a215f7-44b4-71a7-bb51-c9337c95ea06', '2026-11-26 03:47:42.218934+00');
INSERT INTO public.inbox VALUES ('01a215f7-44b6-777c-a0f4-34d070b96593', '2026-11-26 03:47:42.218934+00');
INSERT INTO public.inbox VALUES ('01a215f7-44bc-7040-8a9d-5e547b4840c2', '2026-11-26 03:47:42.218934+00');
INSERT INTO public.inbox VALUES ('01a215f7-44c0-74b9-8711-ae94bf675dc9', '2026-11-26 03:47:42.218934+00');
INSERT INTO public.inbox VALUES ('01a215f7-44c8-77bf-b3eb-19682c2a602c', '2026-11-26 03:47:42.218934+00');
INSERT INTO public.inbox VALUES ('01a215f7-44cb-72c8-aaf4-261ab4afe491', '2026-11-26 03:47:42.218934+00');
INSERT INTO public.inbox VALUES ('01a215f7-6193-76e2-9d06-88ade75139e5', '2026-11-26 03:47:43.662325+00');
INSERT INTO public.inbox VALUES ('01a215f7-61ea-7661-a299-5b264fa622b7', '2026-11-26 03:47:43.745954+00');
INSERT INTO public.inbox VALUES ('01a215f7-621c-70a3-a3c4-1a69fd1d9c0c', '2026-11-26 03:47:43.804917+00');
INSERT INTO public.inbox VALUES ('01a215f7-621c-70a3-a3c4-1a6a653e2b5b', '2026-11-26 03:47:43.804917+00');
INSERT INTO public.inbox VALUES ('01a215f7-6251-72c1-95c4-e9169e0ac639', '2026-11-26 03:47:43.853584+00');
INSERT INTO public.inbox VALUES ('01a215f7-6e92-750e-96a1-bec3997287fb', '2026-11-26 03:47:46.987305+00');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, '01a215f7-5e52-74f3-a7f1-c072324a6a28', 'tasks.task-added.v1', '01a215f7-5e45-74d7-a3a6-ec112a8c53b0', '2026-11-26 03:47:42.787167+00', '{"title": "Feed bird 1 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5e45-74d7-a3a6-ec112a8c53b0", "jira_key": null, "author_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47"}', '00-b1de7f077a61efd2e12e9a7a5e675596-9feb6636cf267579-01', '2026-11-26 03:47:42.844802+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (2, '01a215f7-5e53-717e-8acb-a11fb5ad6101', 'tasks.task-assigned.v1', '01a215f7-5e45-74d7-a3a6-ec112a8c53b0', '2026-11-26 03:47:42.787167+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5e45-74d7-a3a6-ec112a8c53b0", "assignee_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "previous_assignee_id": null}', '00-b1de7f077a61efd2e12e9a7a5e675596-9feb6636cf267579-01', '2026-11-26 03:47:42.844849+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (3, '01a215f7-5e6b-705b-bb8f-3813094b585f', 'tasks.task-added.v1', '01a215f7-5e67-74f0-88bb-51087eeddfc8', '2026-11-26 03:47:42.821122+00', '{"title": "Feed bird 2 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5e67-74f0-88bb-51087eeddfc8", "jira_key": "POPUG-2", "author_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a"}', '00-ef17d6000233e670ec2fec8fc3a5a257-d2c9a2da2b21f72c-01', '2026-11-26 03:47:42.850694+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (4, '01a215f7-5e6b-705b-bb8f-381486193197', 'tasks.task-assigned.v1', '01a215f7-5e67-74f0-88bb-51087eeddfc8', '2026-11-26 03:47:42.821122+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5e67-74f0-88bb-51087eeddfc8", "assignee_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b", "previous_assignee_id": null}', '00-ef17d6000233e670ec2fec8fc3a5a257-d2c9a2da2b21f72c-01', '2026-11-26 03:47:42.850723+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (5, '01a215f7-5e87-758b-80eb-c14559a4cb41', 'tasks.task-added.v1', '01a215f7-5e85-7747-90bd-321fe80de275', '2026-11-26 03:47:42.849658+00', '{"title": "Feed bird 3 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5e85-7747-90bd-321fe80de275", "jira_key": null, "author_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857"}', '00-299e3c4810c764e29b7fea77141b3d10-c87189f6a0ac605a-01', '2026-11-26 03:47:42.871568+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (6, '01a215f7-5e87-758b-80eb-c146be8789b7', 'tasks.task-assigned.v1', '01a215f7-5e85-7747-90bd-321fe80de275', '2026-11-26 03:47:42.849658+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5e85-7747-90bd-321fe80de275", "assignee_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "previous_assignee_id": null}', '00-299e3c4810c764e29b7fea77141b3d10-c87189f6a0ac605a-01', '2026-11-26 03:47:42.871588+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (7, '01a215f7-5e96-7374-887d-e7394d4785a1', 'tasks.task-added.v1', '01a215f7-5e92-77fd-9331-9d981124ade2', '2026-11-26 03:47:42.86331+00', '{"title": "Feed bird 4 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5e92-77fd-9331-9d981124ade2", "jira_key": "POPUG-4", "author_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc"}', '00-b43e5473dedda10569dc60345dffa015-f11ce0e0674fe718-01', '2026-11-26 03:47:42.877407+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (8, '01a215f7-5e96-7374-887d-e73a195b8c00', 'tasks.task-assigned.v1', '01a215f7-5e92-77fd-9331-9d981124ade2', '2026-11-26 03:47:42.86331+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5e92-77fd-9331-9d981124ade2", "assignee_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "previous_assignee_id": null}', '00-b43e5473dedda10569dc60345dffa015-f11ce0e0674fe718-01', '2026-11-26 03:47:42.87745+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (9, '01a215f7-5eab-7783-bd06-c6e7395e7781', 'tasks.task-added.v1', '01a215f7-5ea7-72a5-8471-ad1776fc398d', '2026-11-26 03:47:42.886406+00', '{"title": "Feed bird 5 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5ea7-72a5-8471-ad1776fc398d", "jira_key": null, "author_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b"}', '00-b53b245da6c35a739d42ed64e5d35555-18d5af485c6caf7a-01', '2026-11-26 03:47:42.906989+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (10, '01a215f7-5eab-7783-bd06-c6e8e153ee24', 'tasks.task-assigned.v1', '01a215f7-5ea7-72a5-8471-ad1776fc398d', '2026-11-26 03:47:42.886406+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5ea7-72a5-8471-ad1776fc398d", "assignee_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "previous_assignee_id": null}', '00-b53b245da6c35a739d42ed64e5d35555-18d5af485c6caf7a-01', '2026-11-26 03:47:42.907024+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (11, '01a215f7-5ec6-7698-afd4-db174b9a0d89', 'tasks.task-added.v1', '01a215f7-5ec0-748b-b772-a5494ec8a07f', '2026-11-26 03:47:42.910486+00', '{"title": "Feed bird 6 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5ec0-748b-b772-a5494ec8a07f", "jira_key": "POPUG-6", "author_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47"}', '00-bd3704746f0864ac2bdcc7e5edac07c3-66260da8fe2bddcb-01', '2026-11-26 03:47:42.936314+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (12, '01a215f7-5ec6-7698-afd4-db181afb7ebc', 'tasks.task-assigned.v1', '01a215f7-5ec0-748b-b772-a5494ec8a07f', '2026-11-26 03:47:42.910486+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5ec0-748b-b772-a5494ec8a07f", "assignee_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "previous_assignee_id": null}', '00-bd3704746f0864ac2bdcc7e5edac07c3-66260da8fe2bddcb-01', '2026-11-26 03:47:42.936576+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (13, '01a215f7-5ee8-753e-980b-d8c7a00f6a23', 'tasks.task-added.v1', '01a215f7-5ee1-76b0-bacb-3299efea6bce', '2026-11-26 03:47:42.93797+00', '{"title": "Feed bird 7 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5ee1-76b0-bacb-3299efea6bce", "jira_key": null, "author_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a"}', '00-9f213ab91fa19d5a4a05b895873b9702-b41184168a830e40-01', '2026-11-26 03:47:42.975563+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (14, '01a215f7-5ee8-753e-980b-d8c8a9d9df51', 'tasks.task-assigned.v1', '01a215f7-5ee1-76b0-bacb-3299efea6bce', '2026-11-26 03:47:42.93797+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5ee1-76b0-bacb-3299efea6bce", "assignee_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "previous_assignee_id": null}', '00-9f213ab91fa19d5a4a05b895873b9702-b41184168a830e40-01', '2026-11-26 03:47:42.975588+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (15, '01a215f7-5f07-778a-8d76-a7cd7c73a5ea', 'tasks.task-added.v1', '01a215f7-5f01-7082-9995-45ae40d631df', '2026-11-26 03:47:42.973298+00', '{"title": "Feed bird 8 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5f01-7082-9995-45ae40d631df", "jira_key": "POPUG-8", "author_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857"}', '00-faf6ba40f0a5e9850c6779605a4394bd-60b50ae468a3a4e5-01', '2026-11-26 03:47:42.999052+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (16, '01a215f7-5f07-778a-8d76-a7ce7bb92427', 'tasks.task-assigned.v1', '01a215f7-5f01-7082-9995-45ae40d631df', '2026-11-26 03:47:42.973298+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5f01-7082-9995-45ae40d631df", "assignee_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b", "previous_assignee_id": null}', '00-faf6ba40f0a5e9850c6779605a4394bd-60b50ae468a3a4e5-01', '2026-11-26 03:47:42.999069+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (17, '01a215f7-5f23-7778-88b8-67de87dc00d5', 'tasks.task-added.v1', '01a215f7-5f1f-7317-83f9-2a4a11c72abf', '2026-11-26 03:47:43.002251+00', '{"title": "Feed bird 9 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5f1f-7317-83f9-2a4a11c72abf", "jira_key": null, "author_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc"}', '00-42a9820384fce371ddbb6308d61363b0-e7db30ba38423ad5-01', '2026-11-26 03:47:43.032494+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (18, '01a215f7-5f23-7778-88b8-67df28895eb6', 'tasks.task-assigned.v1', '01a215f7-5f1f-7317-83f9-2a4a11c72abf', '2026-11-26 03:47:43.002251+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5f1f-7317-83f9-2a4a11c72abf", "assignee_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "previous_assignee_id": null}', '00-42a9820384fce371ddbb6308d61363b0-e7db30ba38423ad5-01', '2026-11-26 03:47:43.032521+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (19, '01a215f7-5f39-7187-b290-a1071a215807', 'tasks.task-added.v1', '01a215f7-5f33-77e9-907e-ad802aebb83c', '2026-11-26 03:47:43.025323+00', '{"title": "Feed bird 10 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5f33-77e9-907e-ad802aebb83c", "jira_key": "POPUG-10", "author_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b"}', '00-f971f8c71339f66965c03c963d2fc6ca-35147140176d90a1-01', '2026-11-26 03:47:43.056996+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (20, '01a215f7-5f39-7187-b290-a1081d1f22b8', 'tasks.task-assigned.v1', '01a215f7-5f33-77e9-907e-ad802aebb83c', '2026-11-26 03:47:43.025323+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5f33-77e9-907e-ad802aebb83c", "assignee_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "previous_assignee_id": null}', '00-f971f8c71339f66965c03c963d2fc6ca-35147140176d90a1-01', '2026-11-26 03:47:43.057029+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (21, '01a215f7-5f4b-736e-8e00-760c09e1d4cb', 'tasks.task-added.v1', '01a215f7-5f49-77b9-adc1-d7f4aae6a43b', '2026-11-26 03:47:43.048833+00', '{"title": "Feed bird 11 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5f49-77b9-adc1-d7f4aae6a43b", "jira_key": null, "author_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47"}', '00-223e5df70528b73490247faa4b148442-2777d535bfacf466-01', '2026-11-26 03:47:43.070625+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (22, '01a215f7-5f4b-736e-8e00-760de13d60fd', 'tasks.task-assigned.v1', '01a215f7-5f49-77b9-adc1-d7f4aae6a43b', '2026-11-26 03:47:43.048833+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5f49-77b9-adc1-d7f4aae6a43b", "assignee_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "previous_assignee_id": null}', '00-223e5df70528b73490247faa4b148442-2777d535bfacf466-01', '2026-11-26 03:47:43.070653+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (23, '01a215f7-5f5f-757a-a53e-799b63378e71', 'tasks.task-added.v1', '01a215f7-5f5d-73bd-bc76-a0cc217a52fb', '2026-11-26 03:47:43.06579+00', '{"title": "Feed bird 12 – «Кеша», 2 ½ seeds", "task_id": "01a215f7-5f5d-73bd-bc76-a0cc217a52fb", "jira_key": "POPUG-12", "author_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a"}', '00-2962490adc3553a118b409269a34a615-9afe1d7e9476b2e4-01', '2026-11-26 03:47:43.081244+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (24, '01a215f7-5f5f-757a-a53e-799c5da98396', 'tasks.task-assigned.v1', '01a215f7-5f5d-73bd-bc76-a0cc217a52fb', '2026-11-26 03:47:43.06579+00', '{"cause": "created", "number": 1, "task_id": "01a215f7-5f5d-73bd-bc76-a0cc217a52fb", "assignee_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "previous_assignee_id": null}', '00-2962490adc3553a118b409269a34a615-9afe1d7e9476b2e4-01', '2026-11-26 03:47:43.081261+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (25, '01a215f7-5f78-71b3-a878-b3c52ea1a79f', 'tasks.task-assigned.v1', '01a215f7-5e92-77fd-9331-9d981124ade2', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5e92-77fd-9331-9d981124ade2", "assignee_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "previous_assignee_id": "01a215f7-44a3-7588-af7c-eb5c48e94751"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126137+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (26, '01a215f7-5f78-727c-811c-2e36a2e7a821', 'tasks.task-assigned.v1', '01a215f7-5ee1-76b0-bacb-3299efea6bce', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5ee1-76b0-bacb-3299efea6bce", "assignee_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "previous_assignee_id": "01a215f7-44a3-7588-af7c-eb5c48e94751"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126163+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (27, '01a215f7-5f78-7298-8461-82f01bce2062', 'tasks.task-assigned.v1', '01a215f7-5ec0-748b-b772-a5494ec8a07f', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5ec0-748b-b772-a5494ec8a07f", "assignee_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "previous_assignee_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126167+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (28, '01a215f7-5f78-72b0-9943-0ddd0249d186', 'tasks.task-assigned.v1', '01a215f7-5f1f-7317-83f9-2a4a11c72abf', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5f1f-7317-83f9-2a4a11c72abf", "assignee_id": "01a215f7-44a3-7588-af7c-eb5c48e94751", "previous_assignee_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.12617+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (29, '01a215f7-5f78-72c6-ab27-7d15ea18bceb', 'tasks.task-assigned.v1', '01a215f7-5f49-77b9-adc1-d7f4aae6a43b', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5f49-77b9-adc1-d7f4aae6a43b", "assignee_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "previous_assignee_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126172+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (30, '01a215f7-5f78-72de-a8ef-9eb206ea6840', 'tasks.task-assigned.v1', '01a215f7-5f33-77e9-907e-ad802aebb83c', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5f33-77e9-907e-ad802aebb83c", "assignee_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "previous_assignee_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126174+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (31, '01a215f7-5f78-72f5-9c2d-b62f126ce94b', 'tasks.task-assigned.v1', '01a215f7-5e45-74d7-a3a6-ec112a8c53b0', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5e45-74d7-a3a6-ec112a8c53b0", "assignee_id": "01a215f7-44ac-72db-b456-f7fbad1f18a4", "previous_assignee_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126215+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (32, '01a215f7-5f78-730b-8738-8f8ae9ac0670', 'tasks.task-assigned.v1', '01a215f7-5e85-7747-90bd-321fe80de275', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5e85-7747-90bd-321fe80de275", "assignee_id": "01a215f7-44b4-71a7-bb51-c934e55f7e47", "previous_assignee_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126217+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (33, '01a215f7-5f78-7321-abe1-fd03b3240eaa', 'tasks.task-assigned.v1', '01a215f7-5ea7-72a5-8471-ad1776fc398d', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5ea7-72a5-8471-ad1776fc398d", "assignee_id": "01a215f7-44c2-716a-8b2b-02b7d38122fc", "previous_assignee_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126219+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (34, '01a215f7-5f78-7337-ab3f-94a8a585ed64', 'tasks.task-assigned.v1', '01a215f7-5f5d-73bd-bc76-a0cc217a52fb', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5f5d-73bd-bc76-a0cc217a52fb", "assignee_id": "01a215f7-44b6-777c-a0f4-34d14943dd1a", "previous_assignee_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126221+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (35, '01a215f7-5f78-734f-b5c5-2c8cbe7ad771', 'tasks.task-assigned.v1', '01a215f7-5e67-74f0-88bb-51087eeddfc8', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5e67-74f0-88bb-51087eeddfc8", "assignee_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "previous_assignee_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126224+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (36, '01a215f7-5f78-742c-b4e4-569f6299c2d9', 'tasks.task-assigned.v1', '01a215f7-5f01-7082-9995-45ae40d631df', '2026-11-26 03:47:43.091353+00', '{"cause": "reassigned", "number": 2, "task_id": "01a215f7-5f01-7082-9995-45ae40d631df", "assignee_id": "01a215f7-44bc-7040-8a9d-5e5551b3d857", "previous_assignee_id": "01a215f7-44c8-77bf-b3eb-1969a41fe95b"}', '00-f7360539d71799e2401bdb1fedef12bc-934c7841123fa708-01', '2026-11-26 03:47:43.126226+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (37, '01a215f7-5fae-7215-b330-21df37283d26', 'tasks.task-completed.v1', '01a215f7-5f1f-7317-83f9-2a4a11c72abf', '2026-11-26 03:47:43.142955+00', '{"task_id": "01a215f7-5f1f-7317-83f9-2a4a11c72abf", "completed_by": "01a215f7-44a3-7588-af7c-eb5c48e94751"}', '00-8af86616d69c025616aec7082fa4a98a-23b4be6f92e7dc2f-01', '2026-11-26 03:47:43.155308+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (38, '01a215f7-5fe5-76ac-9383-37728ab4ca64', 'tasks.task-completed.v1', '01a215f7-5f49-77b9-adc1-d7f4aae6a43b', '2026-11-26 03:47:43.200688+00', '{"task_id": "01a215f7-5f49-77b9-adc1-d7f4aae6a43b", "completed_by": "01a215f7-44ac-72db-b456-f7fbad1f18a4"}', '00-4dd9cb78ae692e65d79a88d466cd11b2-e3a93f3e4f14c3b4-01', '2026-11-26 03:47:43.222842+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (39, '01a215f7-5ff9-7475-abdb-3cbae2db366c', 'tasks.task-completed.v1', '01a215f7-5e92-77fd-9331-9d981124ade2', '2026-11-26 03:47:43.220892+00', '{"task_id": "01a215f7-5e92-77fd-9331-9d981124ade2", "completed_by": "01a215f7-44ac-72db-b456-f7fbad1f18a4"}', '00-6fdfd0a1cb096fda4fbbe5698ca51923-b2813a855a9ad081-01', '2026-11-26 03:47:43.239257+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (40, '01a215f7-6031-7192-a8b9-f59fba03a470', 'tasks.task-completed.v1', '01a215f7-5f33-77e9-907e-ad802aebb83c', '2026-11-26 03:47:43.270436+00', '{"task_id": "01a215f7-5f33-77e9-907e-ad802aebb83c", "completed_by": "01a215f7-44b4-71a7-bb51-c934e55f7e47"}', '00-d4ddae626b33c93286c5f77bea4e673c-6fe844396fe655bc-01', '2026-11-26 03:47:43.29961+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (41, '01a215f7-6050-70d6-8457-25327f355594', 'tasks.task-completed.v1', '01a215f7-5ee1-76b0-bacb-3299efea6bce', '2026-11-26 03:47:43.307448+00', '{"task_id": "01a215f7-5ee1-76b0-bacb-3299efea6bce", "completed_by": "01a215f7-44b4-71a7-bb51-c934e55f7e47"}', '00-d40abd99c8c89d344218be5b54eae97a-b6c5cc399710cf40-01', '2026-11-26 03:47:43.327196+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (42, '01a215f7-607d-71a4-b815-b0d9b9fb81fd', 'tasks.task-completed.v1', '01a215f7-5f5d-73bd-bc76-a0cc217a52fb', '2026-11-26 03:47:43.349437+00', '{"task_id": "01a215f7-5f5d-73bd-bc76-a0cc217a52fb", "completed_by": "01a215f7-44b6-777c-a0f4-34d14943dd1a"}', '00-68ba7f98ebe70eb1c505ed7c7d621c75-87a5887bcd6c3e1d-01', '2026-11-26 03:47:43.370465+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (43, '01a215f7-60a3-758b-858d-70bb0df78344', 'tasks.task-completed.v1', '01a215f7-5f01-7082-9995-45ae40d631df', '2026-11-26 03:47:43.388102+00', '{"task_id": "01a215f7-5f01-7082-9995-45ae40d631df", "completed_by": "01a215f7-44bc-7040-8a9d-5e5551b3d857"}', '00-93e3b046843d9ce36b6461ffc5085db4-a2557db43b81061d-01', '2026-11-26 03:47:43.405211+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (44, '01a215f7-60c3-70ff-8020-b237531f56a5', 'tasks.task-completed.v1', '01a215f7-5e67-74f0-88bb-51087eeddfc8', '2026-11-26 03:47:43.415583+00', '{"task_id": "01a215f7-5e67-74f0-88bb-51087eeddfc8", "completed_by": "01a215f7-44bc-7040-8a9d-5e5551b3d857"}', '00-b276893fcf72ce07308ee2e78462ddcf-61d18cd3f90a0cd2-01', '2026-11-26 03:47:43.439907+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (45, '01a215f7-60f8-724c-a77f-e84e2895f9f3', 'tasks.task-completed.v1', '01a215f7-5ec0-748b-b772-a5494ec8a07f', '2026-11-26 03:47:43.469722+00', '{"task_id": "01a215f7-5ec0-748b-b772-a5494ec8a07f", "completed_by": "01a215f7-44c2-716a-8b2b-02b7d38122fc"}', '00-518c122d4a5db2cc351150b063b2b1bd-0c2e0b337fa2503c-01', '2026-11-26 03:47:43.494149+00', NULL, NULL);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (46, '01a215f7-611e-711f-85c7-824bcef7596b', 'tasks.task-completed.v1', '01a215f7-5ea7-72a5-8471-ad1776fc398d', '2026-11-26 03:47:43.502434+00', '{"task_id": "01a215f7-5ea7-72a5-8471-ad1776fc398d", "completed_by": "01a215f7-44c2-716a-8b2b-02b7d38122fc"}', '00-edf87bef764d189a6b8cddbf79e6a222-467bb68c1254d0aa-01', '2026-11-26 03:47:43.53441+00', NULL, NULL);


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
-- Data for Name: task_log; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e45-74d7-a3a6-ec112a8c53b0', 1, '2026-11-26 03:47:42.787167+00', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'create', 'Feed bird 1 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e45-74d7-a3a6-ec112a8c53b0', 2, '2026-11-26 03:47:42.787167+00', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'assign', 'created', '01a215f7-44b6-777c-a0f4-34d14943dd1a');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 3, '2026-11-26 03:47:42.821122+00', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'create', 'Feed bird 2 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 4, '2026-11-26 03:47:42.821122+00', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'assign', 'created', '01a215f7-44c8-77bf-b3eb-1969a41fe95b');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e85-7747-90bd-321fe80de275', 5, '2026-11-26 03:47:42.849658+00', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'create', 'Feed bird 3 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e85-7747-90bd-321fe80de275', 6, '2026-11-26 03:47:42.849658+00', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'assign', 'created', '01a215f7-44b6-777c-a0f4-34d14943dd1a');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 7, '2026-11-26 03:47:42.86331+00', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'create', 'Feed bird 4 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 8, '2026-11-26 03:47:42.86331+00', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'assign', 'created', '01a215f7-44a3-7588-af7c-eb5c48e94751');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 9, '2026-11-26 03:47:42.886406+00', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'create', 'Feed bird 5 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 10, '2026-11-26 03:47:42.886406+00', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'assign', 'created', '01a215f7-44bc-7040-8a9d-5e5551b3d857');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 11, '2026-11-26 03:47:42.910486+00', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'create', 'Feed bird 6 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 12, '2026-11-26 03:47:42.910486+00', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'assign', 'created', '01a215f7-44ac-72db-b456-f7fbad1f18a4');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 13, '2026-11-26 03:47:42.93797+00', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'create', 'Feed bird 7 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 14, '2026-11-26 03:47:42.93797+00', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'assign', 'created', '01a215f7-44a3-7588-af7c-eb5c48e94751');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 15, '2026-11-26 03:47:42.973298+00', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'create', 'Feed bird 8 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 16, '2026-11-26 03:47:42.973298+00', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'assign', 'created', '01a215f7-44c8-77bf-b3eb-1969a41fe95b');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 17, '2026-11-26 03:47:43.002251+00', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'create', 'Feed bird 9 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 18, '2026-11-26 03:47:43.002251+00', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'assign', 'created', '01a215f7-44ac-72db-b456-f7fbad1f18a4');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 19, '2026-11-26 03:47:43.025323+00', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'create', 'Feed bird 10 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 20, '2026-11-26 03:47:43.025323+00', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', 'assign', 'created', '01a215f7-44b4-71a7-bb51-c934e55f7e47');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 21, '2026-11-26 03:47:43.048833+00', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'create', 'Feed bird 11 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 22, '2026-11-26 03:47:43.048833+00', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'assign', 'created', '01a215f7-44ac-72db-b456-f7fbad1f18a4');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 23, '2026-11-26 03:47:43.06579+00', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'create', 'Feed bird 12 – «Кеша», 2 ½ seeds', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 24, '2026-11-26 03:47:43.06579+00', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'assign', 'created', '01a215f7-44bc-7040-8a9d-5e5551b3d857');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 25, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44ac-72db-b456-f7fbad1f18a4');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 26, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44b4-71a7-bb51-c934e55f7e47');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 27, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44c2-716a-8b2b-02b7d38122fc');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 28, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44a3-7588-af7c-eb5c48e94751');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 29, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44ac-72db-b456-f7fbad1f18a4');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 30, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44b4-71a7-bb51-c934e55f7e47');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e45-74d7-a3a6-ec112a8c53b0', 31, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44ac-72db-b456-f7fbad1f18a4');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e85-7747-90bd-321fe80de275', 32, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44b4-71a7-bb51-c934e55f7e47');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 33, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44c2-716a-8b2b-02b7d38122fc');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 34, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44b6-777c-a0f4-34d14943dd1a');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 35, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44bc-7040-8a9d-5e5551b3d857');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 36, '2026-11-26 03:47:43.091353+00', '01a215f7-4497-753f-bd64-c2777c80bf75', 'assign', 'reassigned', '01a215f7-44bc-7040-8a9d-5e5551b3d857');
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 37, '2026-11-26 03:47:43.142955+00', '01a215f7-44a3-7588-af7c-eb5c48e94751', 'complete', 'completed', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 38, '2026-11-26 03:47:43.200688+00', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'complete', 'completed', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 39, '2026-11-26 03:47:43.220892+00', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 'complete', 'completed', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 40, '2026-11-26 03:47:43.270436+00', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'complete', 'completed', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 41, '2026-11-26 03:47:43.307448+00', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 'complete', 'completed', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 42, '2026-11-26 03:47:43.349437+00', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 'complete', 'completed', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 43, '2026-11-26 03:47:43.388102+00', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'complete', 'completed', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 44, '2026-11-26 03:47:43.415583+00', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 'complete', 'completed', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 45, '2026-11-26 03:47:43.469722+00', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'complete', 'completed', NULL);
INSERT INTO public.task_log OVERRIDING SYSTEM VALUE VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 46, '2026-11-26 03:47:43.502434+00', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 'complete', 'completed', NULL);


--
-- Data for Name: task_titles; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.task_titles VALUES ('01a215f7-5e45-74d7-a3a6-ec112a8c53b0', 'Feed bird 1 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 'Feed bird 2 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5e85-7747-90bd-321fe80de275', 'Feed bird 3 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 'Feed bird 4 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 'Feed bird 5 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 'Feed bird 6 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 'Feed bird 7 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 'Feed bird 8 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 'Feed bird 9 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 'Feed bird 10 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 'Feed bird 11 – «Кеша», 2 ½ seeds', DEFAULT);
INSERT INTO public.task_titles VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 'Feed bird 12 – «Кеша», 2 ½ seeds', DEFAULT);


--
-- Data for Name: tasks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tasks VALUES ('01a215f7-5e45-74d7-a3a6-ec112a8c53b0', 'Feed bird 1 – «Кеша», 2 ½ seeds', 'Twice.', NULL, 'open', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 2, '2026-11-26 03:47:42.787167+00', NULL);
INSERT INTO public.tasks VALUES ('01a215f7-5e85-7747-90bd-321fe80de275', 'Feed bird 3 – «Кеша», 2 ½ seeds', 'Twice.', NULL, 'open', '01a215f7-44bc-7040-8a9d-5e5551b3d857', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 2, '2026-11-26 03:47:42.849658+00', NULL);
INSERT INTO public.tasks VALUES ('01a215f7-5f1f-7317-83f9-2a4a11c72abf', 'Feed bird 9 – «Кеша», 2 ½ seeds', 'Twice.', NULL, 'done', '01a215f7-44c2-716a-8b2b-02b7d38122fc', '01a215f7-44a3-7588-af7c-eb5c48e94751', 2, '2026-11-26 03:47:43.002251+00', '2026-11-26 03:47:43.142955+00');
INSERT INTO public.tasks VALUES ('01a215f7-5f49-77b9-adc1-d7f4aae6a43b', 'Feed bird 11 – «Кеша», 2 ½ seeds', 'Twice.', NULL, 'done', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 2, '2026-11-26 03:47:43.048833+00', '2026-11-26 03:47:43.200688+00');
INSERT INTO public.tasks VALUES ('01a215f7-5e92-77fd-9331-9d981124ade2', 'Feed bird 4 – «Кеша», 2 ½ seeds', 'Twice.', 'POPUG-4', 'done', '01a215f7-44c2-716a-8b2b-02b7d38122fc', '01a215f7-44ac-72db-b456-f7fbad1f18a4', 2, '2026-11-26 03:47:42.86331+00', '2026-11-26 03:47:43.220892+00');
INSERT INTO public.tasks VALUES ('01a215f7-5f33-77e9-907e-ad802aebb83c', 'Feed bird 10 – «Кеша», 2 ½ seeds', 'Twice.', 'POPUG-10', 'done', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 2, '2026-11-26 03:47:43.025323+00', '2026-11-26 03:47:43.270436+00');
INSERT INTO public.tasks VALUES ('01a215f7-5ee1-76b0-bacb-3299efea6bce', 'Feed bird 7 – «Кеша», 2 ½ seeds', 'Twice.', NULL, 'done', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '01a215f7-44b4-71a7-bb51-c934e55f7e47', 2, '2026-11-26 03:47:42.93797+00', '2026-11-26 03:47:43.307448+00');
INSERT INTO public.tasks VALUES ('01a215f7-5f5d-73bd-bc76-a0cc217a52fb', 'Feed bird 12 – «Кеша», 2 ½ seeds', 'Twice.', 'POPUG-12', 'done', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '01a215f7-44b6-777c-a0f4-34d14943dd1a', 2, '2026-11-26 03:47:43.06579+00', '2026-11-26 03:47:43.349437+00');
INSERT INTO public.tasks VALUES ('01a215f7-5f01-7082-9995-45ae40d631df', 'Feed bird 8 – «Кеша», 2 ½ seeds', 'Twice.', 'POPUG-8', 'done', '01a215f7-44bc-7040-8a9d-5e5551b3d857', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 2, '2026-11-26 03:47:42.973298+00', '2026-11-26 03:47:43.388102+00');
INSERT INTO public.tasks VALUES ('01a215f7-5e67-74f0-88bb-51087eeddfc8', 'Feed bird 2 – «Кеша», 2 ½ seeds', 'Twice.', 'POPUG-2', 'done', '01a215f7-44b6-777c-a0f4-34d14943dd1a', '01a215f7-44bc-7040-8a9d-5e5551b3d857', 2, '2026-11-26 03:47:42.821122+00', '2026-11-26 03:47:43.415583+00');
INSERT INTO public.tasks VALUES ('01a215f7-5ec0-748b-b772-a5494ec8a07f', 'Feed bird 6 – «Кеша», 2 ½ seeds', 'Twice.', 'POPUG-6', 'done', '01a215f7-44b4-71a7-bb51-c934e55f7e47', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 2, '2026-11-26 03:47:42.910486+00', '2026-11-26 03:47:43.469722+00');
INSERT INTO public.tasks VALUES ('01a215f7-5ea7-72a5-8471-ad1776fc398d', 'Feed bird 5 – «Кеша», 2 ½ seeds', 'Twice.', NULL, 'done', '01a215f7-44c8-77bf-b3eb-1969a41fe95b', '01a215f7-44c2-716a-8b2b-02b7d38122fc', 2, '2026-11-26 03:47:42.886406+00', '2026-11-26 03:47:43.502434+00');


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 46, true);


--
-- Name: task_log_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.task_log_id_seq', 46, true);


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
-- Name: task_log pk_task_log; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_log
    ADD CONSTRAINT pk_task_log PRIMARY KEY (task_id, id);


--
-- Name: task_titles pk_task_titles; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_titles
    ADD CONSTRAINT pk_task_titles PRIMARY KEY (task_id);


--
-- Name: tasks pk_tasks; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT pk_tasks PRIMARY KEY (id);


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
-- Name: ix_task_titles_title; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_task_titles_title ON public.task_titles USING btree (title, task_id);


--
-- Name: ix_tasks_assignee_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tasks_assignee_id ON public.tasks USING btree (assignee_id, id);


--
-- Name: ix_tasks_created_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tasks_created_at ON public.tasks USING btree (created_at);


--
-- Name: ix_tasks_jira_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tasks_jira_key ON public.tasks USING btree (jira_key) WHERE (jira_key IS NOT NULL);


--
-- Name: ix_tasks_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tasks_open ON public.tasks USING btree (assignee_id, id) WHERE (status = 'open'::text);


--
-- Name: ix_tasks_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tasks_status ON public.tasks USING btree (status, id);


--
-- Name: tasks titles_are_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER titles_are_kept AFTER INSERT ON public.tasks REFERENCING NEW TABLE AS filed FOR EACH STATEMENT EXECUTE FUNCTION public.keep_titles();


--
-- Name: TABLE answers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.answers TO ates_tasks;


--
-- Name: TABLE ended_sessions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.ended_sessions TO ates_tasks;


--
-- Name: TABLE inbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.inbox TO ates_tasks;


--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO ates_tasks;


--
-- Name: COLUMN outbox.data; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(data) ON TABLE public.outbox TO ates_tasks;


--
-- Name: COLUMN outbox.published_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(published_at) ON TABLE public.outbox TO ates_tasks;


--
-- Name: COLUMN outbox.failed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failed_at) ON TABLE public.outbox TO ates_tasks;


--
-- Name: COLUMN outbox.failure; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failure) ON TABLE public.outbox TO ates_tasks;


--
-- Name: TABLE people; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.people TO ates_tasks;


--
-- Name: TABLE task_log; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.task_log TO ates_tasks;


--
-- Name: TABLE task_titles; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.task_titles TO ates_tasks;


--
-- Name: TABLE tasks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.tasks TO ates_tasks;


--
-- PostgreSQL database dump complete
--


