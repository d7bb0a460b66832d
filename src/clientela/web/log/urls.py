from __future__ import annotations

from django.urls import path

from . import contacts, files, logging, tasks, timeline

urlpatterns = [
    path("log/", logging.log, name="log"),
    path("log/about/", logging.about, name="log_about"),
    path("log/<int:interaction_id>/", contacts.contact, name="logged"),
    path("log/<int:interaction_id>/remove/", contacts.remove, name="logged_remove"),
    path("log/<int:interaction_id>/files/", files.add, name="files_add"),
    path("files/<int:attachment_id>/", files.file, name="file"),
    path("files/<int:attachment_id>/remove/", files.remove, name="file_remove"),
    path("clients/<int:client_id>/timeline/", timeline.client_timeline, name="client_timeline"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.new, name="task_new"),
    path("tasks/<int:task_id>/done/", tasks.finish, name="task_finish"),
    path("tasks/<int:task_id>/drop/", tasks.drop, name="task_drop"),
    path("tasks/<int:task_id>/reopen/", tasks.reopen, name="task_reopen"),
    path("tasks/<int:task_id>/give/", tasks.give, name="task_give"),
]
