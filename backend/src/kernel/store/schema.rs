//! Tables as diesel sees them, column for column as in `migrations/portable`.

diesel::table! {
    meta (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    heads (scope) {
        scope -> Text,
        kind -> Text,
        seq -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    events (scope, seq) {
        scope -> Text,
        seq -> BigInt,
        id -> Text,
        at -> BigInt,
        actor_person -> Text,
        actor_name -> Text,
        actor_firm -> Text,
        actor_department -> Nullable<Text>,
        on_behalf_of -> Nullable<Text>,
        kind -> Text,
        audience -> Nullable<Text>,
        about_person -> Nullable<Text>,
        body -> Text,
        salt -> Text,
        leaf -> Text,
    }
}

diesel::table! {
    idempotency (key) {
        key -> Text,
        fingerprint -> Text,
        scope -> Text,
        seq -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        payload -> Text,
        run_at -> BigInt,
        attempts -> BigInt,
        state -> Text,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    grants (scope, subject) {
        scope -> Text,
        subject -> Text,
        kind -> Text,
        role -> Text,
        since_seq -> BigInt,
        parties -> Nullable<Text>,
        department -> Nullable<Text>,
    }
}

diesel::table! {
    places (id) {
        id -> Text,
        kind -> Text,
        scope -> Text,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        person_id -> Text,
        device_name -> Nullable<Text>,
        web -> Bool,
        address -> Text,
        generation -> BigInt,
        token_hash -> Text,
        previous_hash -> Nullable<Text>,
        rotated_at -> BigInt,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    clusters (id) {
        id -> Text,
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    firms (id) {
        id -> Text,
        name -> Text,
        business_number -> Nullable<Text>,
        video_template -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    cluster_firms (cluster_id, firm_id) {
        cluster_id -> Text,
        firm_id -> Text,
        name_key -> Text,
        kind -> Text,
        status -> Text,
        invitation_id -> Nullable<Text>,
        joined_seq -> BigInt,
    }
}

diesel::table! {
    people (id) {
        id -> Text,
        firm_id -> Text,
        name -> Text,
        email -> Text,
        email_key -> Text,
        locale -> Text,
        time_zone -> Text,
        role -> Text,
        status -> Text,
        password -> Text,
        joined_seq -> BigInt,
    }
}

diesel::table! {
    departments (id) {
        id -> Text,
        firm_id -> Text,
        name -> Text,
        name_key -> Text,
        joined_seq -> BigInt,
    }
}

diesel::table! {
    person_departments (person_id, department_id) {
        person_id -> Text,
        department_id -> Text,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        kind -> Text,
        cluster_id -> Nullable<Text>,
        firm_id -> Text,
        email -> Text,
        name -> Nullable<Text>,
        role -> Text,
        locale -> Text,
        department_ids -> Text,
        inviter -> Text,
        status -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    projects (id) {
        id -> Text,
        cluster_id -> Text,
        code -> Text,
        code_key -> Text,
        name -> Text,
        summary -> Text,
        customer_firm_id -> Text,
        starts_on -> Nullable<Text>,
        due_on -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    parties (id) {
        id -> Text,
        project_id -> Text,
        firm_id -> Text,
        firm_name -> Text,
        department_id -> Nullable<Text>,
        department_name -> Nullable<Text>,
        side -> Text,
        joined_seq -> BigInt,
    }
}

diesel::table! {
    members (project_id, person_id) {
        project_id -> Text,
        person_id -> Text,
        name -> Text,
        firm_id -> Text,
        party_id -> Text,
        department_id -> Nullable<Text>,
        role -> Text,
        joined_seq -> BigInt,
        time_zone -> Text,
    }
}

diesel::table! {
    phases (id) {
        id -> Text,
        project_id -> Text,
        key -> Text,
        position -> BigInt,
        state -> Text,
        progress -> BigInt,
        name -> Nullable<Text>,
        due_on -> Nullable<Text>,
    }
}

diesel::table! {
    plan_items (id) {
        id -> Text,
        project_id -> Text,
        kind -> Text,
        title -> Text,
        body -> Nullable<Text>,
        message_id -> Nullable<Text>,
        meeting_id -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        due_on -> Nullable<Text>,
        owner_party -> Nullable<Text>,
        owner_person -> Nullable<Text>,
        asker_party -> Nullable<Text>,
        asker_person -> Nullable<Text>,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        created_at -> BigInt,
        created_seq -> BigInt,
        closed_seq -> Nullable<BigInt>,
        ball_party -> Nullable<Text>,
        ball_person -> Nullable<Text>,
        ball_since -> Nullable<BigInt>,
        answer_count -> BigInt,
        last_answer -> Nullable<Text>,
    }
}

diesel::table! {
    answers (id) {
        id -> Text,
        question_id -> Text,
        seq -> BigInt,
        body -> Text,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    meetings (id) {
        id -> Text,
        project_id -> Text,
        title -> Text,
        agenda -> Nullable<Text>,
        starts_at -> BigInt,
        minutes -> BigInt,
        time_zone -> Text,
        video_url -> Nullable<Text>,
        parties -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        created_at -> BigInt,
        created_seq -> BigInt,
        closed_seq -> Nullable<BigInt>,
        sequence -> BigInt,
        changed_at -> BigInt,
        started_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        summary -> Nullable<Text>,
        counts -> Nullable<Text>,
        page_sha256 -> Nullable<Text>,
        confirmations -> Text,
    }
}

diesel::table! {
    meeting_pages (meeting_id) {
        meeting_id -> Text,
        body -> Text,
    }
}

diesel::table! {
    messages (id) {
        id -> Text,
        project_id -> Text,
        seq -> BigInt,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        body -> Text,
        reply_to -> Nullable<Text>,
        audience -> Nullable<Text>,
        created_at -> BigInt,
        mentions -> Nullable<Text>,
        reactions -> Nullable<Text>,
        edited_seq -> Nullable<BigInt>,
        edited_at -> Nullable<BigInt>,
        changed_seq -> Nullable<BigInt>,
        deletion -> Nullable<Text>,
        files -> Nullable<Text>,
    }
}

diesel::table! {
    message_events (message_id, seq) {
        message_id -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    message_versions (message_id, seq) {
        message_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        body -> Text,
    }
}

diesel::table! {
    message_mentions (message_id, subject) {
        message_id -> Text,
        subject -> Text,
        project_id -> Text,
        author -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    withheld (scope, seq) {
        scope -> Text,
        seq -> BigInt,
        by_seq -> BigInt,
        body -> Text,
    }
}

diesel::table! {
    search_documents (id) {
        id -> BigInt,
        project_id -> Text,
        kind -> Text,
        ref_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        person_id -> Nullable<Text>,
        department_id -> Nullable<Text>,
        audience -> Nullable<Text>,
        body -> Text,
    }
}

diesel::table! {
    search_positions (scope) {
        scope -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    read_markers (person_id, project_id) {
        person_id -> Text,
        project_id -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    password_resets (id) {
        id -> Text,
        person_id -> Text,
        status -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Text,
        person_id -> Text,
        credential_id -> Text,
        name -> Text,
        credential -> Text,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    supply_links (id) {
        id -> Text,
        cluster_id -> Text,
        supplier_firm_id -> Text,
        customer_firm_id -> Text,
        goods -> Text,
        goods_key -> Text,
        joined_seq -> BigInt,
    }
}

diesel::table! {
    mail_preferences (person_id) {
        person_id -> Text,
        mail -> Text,
        days -> Text,
        starts_at -> Text,
        ends_at -> Text,
    }
}

diesel::table! {
    notices (person_id, project_id, seq, kind) {
        person_id -> Text,
        project_id -> Text,
        seq -> BigInt,
        kind -> Text,
        ref_id -> Text,
        audience -> Nullable<Text>,
        at -> BigInt,
    }
}

diesel::table! {
    mail_rounds (person_id) {
        person_id -> Text,
        job_id -> Nullable<Text>,
        digest_at -> Nullable<BigInt>,
        digest_on -> Nullable<Text>,
        sent_on -> Nullable<Text>,
        sent -> BigInt,
    }
}

diesel::table! {
    mail_told (person_id, project_id) {
        person_id -> Text,
        project_id -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    mail_reminders (person_id, item_id, stage) {
        person_id -> Text,
        item_id -> Text,
        stage -> Text,
        due_on -> Text,
    }
}

diesel::table! {
    mail_failures (id) {
        id -> Text,
        firm_id -> Text,
        address -> Text,
        kind -> Text,
        attempts -> BigInt,
        last_at -> BigInt,
        state -> Text,
        reason -> Text,
    }
}

diesel::table! {
    notice_positions (scope) {
        scope -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    files (id) {
        id -> Text,
        project_id -> Text,
        name -> Text,
        metadata -> Text,
        bytes -> BigInt,
        received -> BigInt,
        state -> Text,
        sha256 -> Nullable<Text>,
        checks -> Nullable<Text>,
        media_type -> Nullable<Text>,
        uploader_person -> Text,
        uploader_name -> Text,
        uploader_firm -> Text,
        uploader_department -> Nullable<Text>,
        created_at -> BigInt,
        touched_at -> BigInt,
        proved_at -> Nullable<BigInt>,
        broken -> Nullable<Text>,
    }
}

diesel::table! {
    file_links (file_id, ref_id) {
        file_id -> Text,
        ref_id -> Text,
        audience -> Nullable<Text>,
    }
}

diesel::table! {
    project_storage (project_id) {
        project_id -> Text,
        bytes -> BigInt,
    }
}

diesel::table! {
    designs (id) {
        id -> Text,
        project_id -> Text,
        number -> Text,
        number_key -> Text,
        title -> Text,
        kind -> Text,
        party_id -> Text,
        audience -> Nullable<Text>,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        created_at -> BigInt,
        created_seq -> BigInt,
        label -> Nullable<Text>,
        last_revision -> Nullable<Text>,
        draft -> Nullable<Text>,
    }
}

diesel::table! {
    revisions (id) {
        id -> Text,
        project_id -> Text,
        design_id -> Text,
        label -> Text,
        state -> Text,
        change_note -> Nullable<Text>,
        files -> Text,
        manifest_hash -> Text,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        created_at -> BigInt,
        created_seq -> BigInt,
        submitted_at -> Nullable<BigInt>,
        submitted_seq -> Nullable<BigInt>,
        contributors -> Text,
    }
}

diesel::table! {
    file_previews (file_id, kind) {
        file_id -> Text,
        kind -> Text,
        preview_id -> Text,
        maker_person -> Text,
        maker_name -> Text,
        maker_firm -> Text,
        maker_department -> Nullable<Text>,
        made_at -> BigInt,
    }
}

diesel::table! {
    openings (ref_id, person_id) {
        ref_id -> Text,
        person_id -> Text,
        person_name -> Text,
        firm_id -> Text,
        department_id -> Nullable<Text>,
        first_at -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    comments (id) {
        id -> Text,
        project_id -> Text,
        design_id -> Text,
        revision_id -> Text,
        number -> BigInt,
        body -> Text,
        blocking -> Bool,
        anchor -> Nullable<Text>,
        origin -> Nullable<Text>,
        party_id -> Text,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        closer -> Nullable<Text>,
        created_at -> BigInt,
        created_seq -> BigInt,
        state -> Text,
        answers -> Text,
        closure -> Nullable<Text>,
        carried_to -> Nullable<Text>,
        closed_seq -> Nullable<BigInt>,
        ball_party -> Nullable<Text>,
        ball_person -> Nullable<Text>,
        ball_since -> Nullable<BigInt>,
    }
}

diesel::table! {
    cluster_routes (id) {
        id -> Text,
        cluster_id -> Text,
        created_seq -> BigInt,
        route -> Text,
    }
}

diesel::table! {
    routes (id) {
        id -> Text,
        project_id -> Text,
        name -> Text,
        steps -> Text,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        created_at -> BigInt,
        created_seq -> BigInt,
    }
}

diesel::table! {
    approvals (id) {
        id -> Text,
        project_id -> Text,
        number -> BigInt,
        state -> Text,
        submission -> Text,
        route_id -> Text,
        route_name -> Text,
        steps -> Text,
        codes -> Text,
        outcomes -> Text,
        audience -> Nullable<Text>,
        party_id -> Text,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        created_at -> BigInt,
        created_seq -> BigInt,
        closure -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        closed_seq -> Nullable<BigInt>,
        version -> BigInt,
        charter -> Nullable<Text>,
    }
}

diesel::table! {
    approval_subjects (approval_id, revision_id) {
        approval_id -> Text,
        revision_id -> Text,
        design_id -> Text,
        open_design -> Nullable<Text>,
    }
}

diesel::table! {
    approval_turns (seat_id, kind) {
        seat_id -> Text,
        kind -> Text,
        approval_id -> Text,
        party_id -> Text,
        person_id -> Nullable<Text>,
        handed -> Bool,
        step_name -> Text,
        about -> Text,
        since -> BigInt,
        due_at -> BigInt,
    }
}

diesel::table! {
    approval_responses (id) {
        id -> Text,
        approval_id -> Text,
        number -> BigInt,
        step -> BigInt,
        round -> BigInt,
        seat_id -> Text,
        party_id -> Text,
        response -> Text,
    }
}

diesel::table! {
    charters (id) {
        id -> Text,
        project_id -> Text,
        number -> BigInt,
        state -> Text,
        text -> Text,
        text_hash -> Text,
        note -> Nullable<Text>,
        signers -> Text,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        created_at -> BigInt,
        created_seq -> BigInt,
        in_force_at -> Nullable<BigInt>,
        in_force_seq -> Nullable<BigInt>,
        closure -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        closed_seq -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    deputies (id) {
        id -> Text,
        firm_id -> Text,
        person_id -> Text,
        deputy_id -> Text,
        from_on -> Text,
        until_on -> Text,
        time_zone -> Text,
        from_at -> BigInt,
        ends_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        created_at -> BigInt,
        created_seq -> BigInt,
    }
}

diesel::table! {
    clause_acceptances (charter_id, person_id) {
        charter_id -> Text,
        person_id -> Text,
        clause_hash -> Text,
        accepted_at -> BigInt,
        accepted_seq -> BigInt,
    }
}

diesel::table! {
    markups (id) {
        id -> Text,
        project_id -> Text,
        design_id -> Text,
        revision_id -> Text,
        file_id -> Text,
        page -> Nullable<BigInt>,
        camera -> Nullable<Text>,
        shapes -> Text,
        party_id -> Text,
        author_person -> Text,
        author_name -> Text,
        author_firm -> Text,
        author_department -> Nullable<Text>,
        created_at -> BigInt,
        published_at -> Nullable<BigInt>,
        published_seq -> Nullable<BigInt>,
    }
}

diesel::table! {
    clock_spells (subject_id, party_id, from_seq) {
        subject_id -> Text,
        party_id -> Text,
        from_seq -> BigInt,
        project_id -> Text,
        subject_kind -> Text,
        number -> Nullable<BigInt>,
        title -> Text,
        time_zone -> Text,
        from_at -> BigInt,
        to_seq -> Nullable<BigInt>,
        to_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    clock_marks (party_id, figure, seq, subject_id, what) {
        party_id -> Text,
        figure -> Text,
        seq -> BigInt,
        subject_id -> Text,
        subject_kind -> Text,
        title -> Text,
        what -> Text,
        at -> BigInt,
        counted_seq -> Nullable<BigInt>,
    }
}

diesel::table! {
    clock_totals (party_id) {
        party_id -> Text,
        project_id -> Text,
        spells -> BigInt,
        calendar_ms -> BigInt,
        working_days -> BigInt,
        designs -> BigInt,
        turns -> BigInt,
        passed -> BigInt,
        asked -> BigInt,
        answered -> BigInt,
        dated -> BigInt,
        in_time -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    meta,
    heads,
    events,
    idempotency,
    jobs,
    grants,
    places,
    sessions,
    clusters,
    firms,
    cluster_firms,
    people,
    departments,
    person_departments,
    invitations,
    projects,
    parties,
    members,
    phases,
    plan_items,
    answers,
    meetings,
    meeting_pages,
    messages,
    message_events,
    message_versions,
    message_mentions,
    withheld,
    search_documents,
    search_positions,
    read_markers,
    password_resets,
    passkeys,
    supply_links,
    cluster_routes,
    mail_preferences,
    notices,
    mail_rounds,
    mail_told,
    mail_reminders,
    mail_failures,
    notice_positions,
    files,
    file_links,
    project_storage,
    file_previews,
    designs,
    revisions,
    comments,
    markups,
    openings,
    routes,
    approvals,
    approval_subjects,
    approval_turns,
    approval_responses,
    deputies,
    charters,
    clause_acceptances,
    clock_spells,
    clock_marks,
    clock_totals
);
