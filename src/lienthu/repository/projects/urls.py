"""Addresses of digitisation projects; the room's `urls` takes them in."""

from __future__ import annotations

from django.urls import path

from lienthu.repository.projects.views import inspection, machines, plan, selections, work

paths = [
    path("repository/projects", plan.overview, name="projects"),
    path("repository/projects/new", plan.new, name="project_new"),
    path("repository/projects/<str:code>", plan.board, name="project"),
    path("repository/projects/<str:code>/plan", plan.plan_page, name="project_plan"),
    path("repository/projects/<str:code>/figures", plan.figures, name="project_figures"),
    path("repository/projects/<str:code>/close", plan.close, name="project_close"),
    path("repository/projects/<str:code>/jobs.csv", plan.jobs_sheet, {"what": "jobs"}, name="project_jobs"),
    path("repository/projects/<str:code>/days.csv", plan.jobs_sheet, {"what": "days"}, name="project_days"),
    path("repository/projects/<str:code>/lots", plan.lots, name="project_lots"),
    path("repository/projects/<str:code>/lots/<int:number>", plan.lot, name="lot"),
    path("repository/projects/<str:code>/lots/<int:number>/put", plan.put, name="lot_put"),
    path("repository/projects/<str:code>/lots/<int:number>/sheets.pdf", plan.papers, name="lot_papers"),
    path("repository/projects/<str:code>/lots/<int:number>/draw", plan.draw, name="lot_draw"),
    path("repository/work", work.find, name="find_job"),
    path("repository/work/<str:code>", work.job, name="job"),
    path("repository/work/<str:code>/act", work.act, name="job_act"),
    path("repository/work/<str:code>/sheet.pdf", work.paper, name="job_paper"),
    path("repository/inspections/<str:public_id>", inspection.one, name="inspection"),
    path("repository/inspections/<str:public_id>/pages/<int:number>", inspection.judge, name="judge_page"),
    path("repository/inspections/<str:public_id>/decide", inspection.decide, name="decide_lot"),
    path("repository/inspections/<str:public_id>/minutes.pdf", inspection.minutes, name="lot_minutes"),
    path("repository/selections", selections.overview, name="selections"),
    path("repository/selections/new", selections.new, name="selection_new"),
    path("repository/selections/<str:public_id>", selections.one, name="selection"),
    path("repository/selections/<str:public_id>/progress", selections.progress, name="selection_progress"),
    path("repository/selections/<str:public_id>/act", selections.act, name="selection_act"),
    path("repository/selections/<str:public_id>/lines/<int:number>", selections.line, name="selection_line"),
    path("repository/selections/<str:public_id>/titles.csv", selections.sheet, name="selection_sheet"),
    path("repository/register", selections.register, name="register"),
    path("repository/register.<str:format>", selections.register_file, name="register_file"),
    path("repository/register/<str:public_id>/strike", selections.strike, name="register_strike"),
    path("repository/machines", machines.overview, name="machines"),
    path("repository/machines/<str:public_id>", machines.one, name="machine"),
    path("repository/machines/<str:public_id>/calibrate", machines.calibrate, name="calibrate"),
    path("repository/machines/<str:public_id>/book", machines.book, name="book_machine"),
    path("repository/machines/<str:public_id>/bookings/<int:number>/end", machines.give_back, name="give_back"),
    path("repository/machines/<str:public_id>/end", machines.end, name="end_machine"),
]
