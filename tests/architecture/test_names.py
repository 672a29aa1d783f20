"""Modules, classes and functions keep the field's words: none goes back to a name it had before."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

MODULES = {
    "domain/services": """
        account_check address_check attachments background catching_up chasing check_up chronicle
        devices doubts failures fetching invitations ledger letters listing messengers news
        notifying opting overview packing people premises_check progress resting starting sweeping
        telling tidings two_step watch
        """,
    "domain/model": "carrier_failures check_up listing people troubles two_step",
    "domain/ports": "check_up look_ups measures overview two_step watch",
    "domain/gateways": """
        drawings graphics measures one_time_codes orientation picture_drawing picture_files
        picture_fitting picture_kinds picture_preparing picture_saving public_address public_hosts
        quantisation renditions sharing timed_store twilio_desk
        """,
    "domain/simulator": "errands feed ledger parameters resources shelf texts",
    "storage": "line moments opting premises records shredding steps text",
    "ui": """
        addresses allowance backup_commands bodies check_command commands
        company_archive_commands conversation_side erase_command failure_formats file_formats
        first_sight form_tokens formats guard hanging house installing list_side number_formats
        open_pages origins protection quiet_side reception refusals room site start_side stories
        writing
        """,
}
"""Former names of modules, by the folder they were in."""

CLASSES = {
    "domain/services": """
        Access BackgroundWork CatchingUpService ChasingService CheckUpService Colleague Customer
        DoubtService ErasureWatch Founding Insistence Invited LedgerService Letters LettersService
        LookUps Messengers News Newsroom NotifyingService Onlooker OpenConversation Pace Packing
        Patience Perseverance Persistence Profile Progress Purpose Rounds Telling Tidings Visit
        WatchService
        """,
    "domain/model": """
        AccountStanding AlreadyTexting AnsweredMeanwhile Attention AttentionChanged Dear Deed
        Delivery Erased Finding HalfWayOver Happening Job KeyOnPaper Missing NotAnswered NotCleaned
        NumberIsTexted OnlyTheCustomerMayLift Outgoing OwnRights OwnTwoStep Places SecondStep
        Standing StandingChanged Story Told Traces TwoStepStanding UnknownColleague Verdict
        WhichCompany Wish WrongProof
        DraftKept PicturesKept TimelineExtended
        """,
    "domain/ports": """
        Answer Gone KeptAttachment Letter LookUps NeverFetched NoWay NotFetched NotTold Obstacle
        Overview Pager PhoneBook Premises Queue Shredder Standing Undecided UnroutedText WantedFile
        Watch
        """,
    "domain/gateways": """
        Curve LeadsInside OwnAddress Point PreparedPicture PrometheusMeasures PublicHosts PyotpCodes
        Rendition TimedStore TwilioDesk TwilioWire VapidPush
        """,
    "domain/simulator": "Answer Errands Feed Ledger Pace Shelf Webhooks",
    "domain/demo": "Texted",
    "main.py": "Erasing ExchangeParts FileParts NotificationParts OversightParts Parts",
    "storage": """
        CommitLost ErasedTextRow FolderOfMedia Line MomentRow Overview Watch
        Words SqlTransaction SqlRepositories SqliteSecureDelete StoredCompanies
        """,
    "ui": """
        Allowance Building ConversationSide Door Erasing FormTokens Guard House ListSide OpenPages
        Origins ProtectedSend QuietSide Reception RefusalDesk StaleForm StartSide WithinReason
        Writing
        """,
}
"""Former names of classes and exceptions, by the room they were in."""

FUNCTIONS = {
    "domain/services": """
        advance are_sent asked_for at_code at_proof at_sign_in chase code_allowance feel_the_pulse
        fetch_again fetch_due findings_on forget_failures forget_sent give_password hand_over_due
        hear heed let_go let_in letter load_afresh look look_at look_away look_everywhere
        note_forged opt_out_of pause_after put_down queue_again refuse_after_many refuse_answered
        refuse_length refuse_missing refuse_pointless_resend refuse_unanswerable refuse_unusable
        refuse_wider_than rest send_asked_for settle_default stumbles tell tell_kept tidings_of told
        was_taken_back with_news with_other write_down
        AttachmentFitter.pack ConversationListService.matching ConversationsService.story
        DashboardService.standing DeliveryService.answered DeliveryService.under_way
        DeliveryTracker.begin DeliveryTracker.report DeliveryTracker.taken DraftsService.keep
        EventHub.announce EventHub.deliver EventHub.follow EventHub.followers EventHub.listen
        ForgottenPasswordService.ask ForgottenPasswordService.sent InboundSync.catch_up
        InboundSync.in_sync_at MediaService.linked MessagingService.pack NotificationQueue.note
        NotificationWorker.sent PagePresence.attend PagePresence.leave PagePresence.type
        Presence.beside Presence.enter Presence.everywhere Presence.forget Presence.looks
        RestoreDetection.before SetupService.found StartService.check StartService.offer
        Subscription.fall_behind Subscription.leave Subscription.news Subscription.offer
        SystemMonitor.standing UpdateLoader.report UploadsService.carry_over UploadsService.of
        """,
    "domain/model": """
        allows can_be_texted check_password check_template checked_language checked_time_zone
        counted_name dear ending_of filled_in fine forged given has_joined in_doubt is_of may_follow
        may_hear names_a_sender network_wish_in next_moment not_looked_up permitted_places
        refuse_change refuse_comment refuse_grant refuse_wider short_name true_type unsure
        waiting_again wish_in wrong yields_to Draft.sent StoredDataSummary.in_words
        """,
    "domain/ports": "CarrierAccount.lead CarrierAccount.standing SmsNotifier.text",
    "domain/gateways": """
        beats_jpeg coarseness drawn having_tried is_plain lead lean normalised on_paper shares
        spellings step_of told PhoneNumbers.written Settings.in_words TwilioAccountApi.standing
        TwilioCarrier.text
        """,
    "domain/simulator": """
        draw is_fate lead note_told of_inbound of_status remember replies_of_the_app
        reply_of_the_network
        """,
    "main.py": """
        feel findings_around furnished_simulator give_up greet nobody_listens use_cases
        wire_check_up wire_exchange wire_files wire_oversight works
        """,
    "storage": """
        asked_for covered is_undecided look_at_premises never_given_again opt_out_stands storable
        DatabaseConnection.ask DatabaseConnection.change DatabaseConnection.row
        DatabaseConnection.rows DatabaseConnection.tell DatabaseConnection.value
        MediaFolder.keep MediaFolder.receiving MediaFolder.undisturbed Writer.turn
        """,
    "ui": """
        add_erasing admit admitted build_site dismiss first_sight half_way half_way_cookie hang
        let_in limited message_story show_first_sight tell_standing whence written
        CsrfTokens.fits CsrfTokens.keep OriginCheck.are_ours PageLimits.turn
        """,
}
"""Former names of functions and methods; those that are good names elsewhere with their class."""

REPOSITORIES = """
    AttachmentRepository.fetched AttachmentRepository.next_wanted AttachmentRepository.of
    AttachmentRepository.referred_to AttachmentRepository.want_again
    CompanyRepository.answering CompanyRepository.any CompanyRepository.is_alone
    CompanyRepository.is_texted CompanyRepository.named ConversationRepository.between
    ConversationRepository.listed ConversationRepository.matching
    ConversationRepository.newest_with ConversationRepository.open_with
    DashboardRepository.standing DraftAttachmentRepository.of DraftAttachmentRepository.take
    ErasureRepository.traces MessageRepository.answered MessageRepository.is_taken_in
    MessageRepository.mark MessageRepository.sent_with NotificationRepository.told_at
    OutboxRepository.again OutboxRepository.begin OutboxRepository.in_doubt
    OutboxRepository.is_known OutboxRepository.note OutboxRepository.taken
    SyncStateRepository.ask_again SyncStateRepository.beat SyncStateRepository.in_sync_at
    SyncStateRepository.last_text_at SyncStateRepository.note_sync
    SyncStateRepository.taken_in SyncStateRepository.undecided
    TwoFactorRepository.add_half_way TwoFactorRepository.end_half_way
    TwoFactorRepository.half_way UnroutedRepository.keep UserRepository.sessions
    UserRepository.sign_ins
    """
"""Former names of the methods of repositories."""

SOURCES = [
    ROOT / "main.py",
    *(
        path
        for room in ("domain", "storage", "ui")
        for path in (ROOT / room).rglob("*.py")
        if "versions" not in path.parts
    ),
]


def forbidden(names: dict[str, str], file: str) -> set[str]:
    return {
        name
        for room, listed in names.items()
        if file == room or file.startswith(f"{room}/")
        for name in listed.split()
    }


def functions_in(body: list[ast.stmt], owner: str = "") -> Iterator[str]:
    """The functions of a module, with their class where they have one."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from functions_in(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{owner}{node.name}"


def former_names(file: str, source: str) -> set[str]:
    """Those names of the module, its classes and its functions that are former ones."""
    tree = ast.parse(source)
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    functions = forbidden(FUNCTIONS, file) | set(REPOSITORIES.split())
    return {
        *({Path(file).stem} & forbidden(MODULES, file)),
        *(classes & forbidden(CLASSES, file)),
        *(name for name in functions_in(tree.body) if functions & {name, name.split(".")[-1]}),
    }


def all_former_names() -> dict[str, str]:
    """With the file of each."""
    files = [(path.relative_to(ROOT).as_posix(), path.read_text()) for path in SOURCES]
    return {name: file for file, source in files for name in former_names(file, source)}


def test_nothing_bears_a_former_name():
    assert all_former_names() == {}


def test_former_names_would_be_noticed():
    source = (
        "class Ledger:\n    def heed(self): ...\nclass OutboxRepository:\n    def begin(self): ..."
    )

    assert former_names("domain/services/ledger.py", source) == {
        "ledger",
        "Ledger.heed",
        "OutboxRepository.begin",
    }
    assert former_names("domain/simulator/x.py", source) == {"Ledger", "OutboxRepository.begin"}
