"""What the browser is told of the files in messages and drafts."""

from domain.model.attachments import Attachment, DraftAttachment

Row = dict[str, object]


def attachment(file: Attachment) -> Row:
    """A file of a bubble; with the size of a picture, room is kept for it before it is there."""
    source = f"/media/{file.id}"
    return {
        "id": file.id,
        "name": file.name,
        "type": file.media_type,
        "state": file.state,
        "size": file.size,
        "width": file.width,
        "height": file.height,
        "isPicture": file.is_picture,
        "source": source,
        "thumbnail": f"{source}/thumbnail" if file.is_picture else None,
    }


def draft_attachment(draft: DraftAttachment) -> Row:
    """A picture below the box, as its upload is answered."""
    return {
        "id": draft.id,
        "key": draft.client_key,
        "name": draft.name,
        "width": draft.width,
        "height": draft.height,
        "size": draft.size,
        "preview": f"/live-conversations/attachments/{draft.id}/preview",
    }
